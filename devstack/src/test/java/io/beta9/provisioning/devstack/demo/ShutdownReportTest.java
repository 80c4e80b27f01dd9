package io.beta9.provisioning.devstack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.devstack.stack.RunningTerraform;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShutdownReportTest {
  @Test
  void names_running_terraform_its_age_its_limit_and_what_the_next_start_does() {
    assertThat(
            ShutdownReport.lines(
                "demo",
                List.of(
                    new RunningTerraform("apply", "acme", 4711, Duration.ofSeconds(42)),
                    new RunningTerraform("destroy", "other", 4712, Duration.ofSeconds(185)))))
        .containsExactly(
            "Terraform is still running: apply of 'acme', pid 4711, for 42 s so far.",
            "Terraform is still running: destroy of 'other', pid 4712, for 3 min 05 s so far.",
            "Without a worker it is interrupted after 10 min. The next './provisioner demo' follows"
                + " it if it is",
            "still running; otherwise it resumes the operation from the recorded state.");
  }

  @Test
  void says_that_the_next_start_resumes_if_nothing_is_running() {
    assertThat(ShutdownReport.lines("up", List.of()))
        .containsExactly("Stopped. The next './provisioner up' resumes unfinished operations.");
  }
}
