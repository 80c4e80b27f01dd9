package io.beta9.provisioning.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Worker and Terraform die together in the middle of an apply, and another goes on. */
class InterruptedApplyTest {
  @TempDir Path folder;

  private InterruptedEnvironment environment;

  @BeforeEach
  void open() {
    environment = new InterruptedEnvironment(folder);
  }

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void a_death_before_any_state_was_written_doubles_nothing() {
    environment.takes("rds:instance", Duration.ofSeconds(20));
    Future<?> work = environment.begin();
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> environment.calls("rds", "CreateDBInstance") > 0);
    environment.killWorker(work);
    environment.killTerraform();
    System.out.println("KILLED " + environment.inventory());

    environment.work();

    System.out.println(environment.events());
    System.out.println(environment.log());
    System.out.println(environment.inventory());
    assertThat(environment.calls("rds", "CreateDBInstance")).isEqualTo(1);
    assertThat(environment.calls("rds", "DeleteDBInstance")).isZero();
    assertThat(environment.planAgain().isEmpty()).isTrue();
  }
}
