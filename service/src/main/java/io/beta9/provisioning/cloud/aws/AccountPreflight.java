package io.beta9.provisioning.cloud.aws;

import io.beta9.provisioning.aws.preflight.Preflight;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.AwsSessions;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.provider.preflight.PreflightReport;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import java.time.Clock;
import java.time.Duration;

/**
 * Checks the account of an environment that is not created yet, as the first step of its
 * provisioning would. Only reads.
 */
public final class AccountPreflight {
  /** Usually a few seconds; a client waits for the response. */
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final AwsSessions sessions;
  private final Clock clock;

  public AccountPreflight(AwsSessions sessions, Clock clock) {
    this.sessions = sessions;
    this.clock = clock;
  }

  public PreflightReport check(Environment environment) {
    AwsSession session;
    try {
      session = sessions.open(environment.target(), environment.id());
    } catch (FailureException e) {
      return PreflightReport.ofInaccessibleAccount(e.failure());
    }
    return new Preflight(session, ResourceCatalog.AWS, clock)
        .report(InfraModelJson.fromJson(environment.infraModel().text()), LIMIT);
  }
}
