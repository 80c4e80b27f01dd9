package io.beta9.provisioning.console;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The pages of a running console with sample environments. */
abstract class ConsolePagesScenario {
  static final String READY = "/console/environments/env_000a1b2c3000";
  static final String FAILED = "/console/environments/env_000a1b2c3001";
  static final String FOREIGN = "/console/environments/env_000a1b2c3008";
  static ConsoleFixture fixture;

  @BeforeAll
  static void start() {
    fixture = ConsoleFixture.start();
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  static ConsoleClient member() {
    return ConsoleClient.signedIn(fixture, fixture.memberKey);
  }
}
