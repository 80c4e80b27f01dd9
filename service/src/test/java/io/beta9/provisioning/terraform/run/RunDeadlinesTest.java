package io.beta9.provisioning.terraform.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.terraform.diagnosis.ExceededDeadline;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.process.DeadlinePolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunDeadlinesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Duration WHOLE = Duration.ofMinutes(90);

  private static final DeadlinePolicy THIRTY_MINUTES =
      (type, action) ->
          type.equals("aws_db_instance") ? Optional.of(Duration.ofMinutes(30)) : Optional.empty();

  private static ApplyProgress inFlight(String type, Action action, Duration since) {
    String address = type + ".this";
    return new ApplyProgress(
        Map.of(),
        Set.of(),
        Set.of(),
        Map.of(address, new ApplyProgress.InFlight(address, type, action, NOW.minus(since))),
        NOW);
  }

  @ParameterizedTest
  @EnumSource(names = {"CREATE", "REPLACE", "UPDATE", "DELETE"})
  void names_the_resource_whose_deadline_has_passed(Action action) {
    RunDeadlines deadlines = new RunDeadlines(WHOLE, THIRTY_MINUTES);
    ApplyProgress atDeadline = inFlight("aws_db_instance", action, Duration.ofMinutes(30));
    ApplyProgress late = inFlight("aws_db_instance", action, Duration.ofSeconds(30 * 60 + 1));

    assertThat(deadlines.passed(atDeadline, Duration.ZERO, NOW)).isEmpty();
    assertThat(deadlines.passed(late, Duration.ZERO, NOW))
        .contains(
            new ExceededDeadline.OfResource(
                "aws_db_instance.this", action, Duration.ofMinutes(30)));
  }

  @Test
  void limits_only_the_types_of_the_policy() {
    ApplyProgress progress = inFlight("aws_vpc", Action.CREATE, Duration.ofHours(1));
    assertThat(new RunDeadlines(WHOLE, THIRTY_MINUTES).passed(progress, Duration.ZERO, NOW))
        .isEmpty();
    assertThat(new RunDeadlines(WHOLE, DeadlinePolicy.UNLIMITED).passed(progress, WHOLE, NOW))
        .isEmpty();
  }

  @Test
  void limits_the_whole_run_and_names_what_is_in_progress() {
    RunDeadlines deadlines = new RunDeadlines(WHOLE, DeadlinePolicy.UNLIMITED);
    ApplyProgress progress = inFlight("aws_db_instance", Action.CREATE, Duration.ofMinutes(12));

    assertThat(deadlines.passed(progress, WHOLE, NOW)).isEmpty();
    assertThat(deadlines.passed(progress, WHOLE.plusSeconds(1), NOW))
        .contains(
            new ExceededDeadline.OfRun(
                WHOLE,
                List.of(
                    new ExceededDeadline.ChangeInProgress(
                        "aws_db_instance.this", Action.CREATE, Duration.ofMinutes(12)))));
    assertThat(deadlines.passed(ApplyProgress.start(), WHOLE.plusSeconds(1), NOW))
        .contains(new ExceededDeadline.OfRun(WHOLE, List.of()));
  }

  @Test
  void stops_a_terraform_whose_resource_exceeds_its_deadline(@TempDir Path base) {
    TinyStack tiny =
        TinyStack.withDeadlines(base, (type, action) -> Optional.of(Duration.ofMillis(800)));
    tiny.terraform().init(TinyStack.run("init"));
    tiny.terraform().plan(TinyStack.run("plan"));

    assertThatThrownBy(() -> tiny.terraform().apply(TinyStack.run("apply")))
        .asInstanceOf(InstanceOfAssertFactories.type(FailureException.class))
        .satisfies(
            e -> {
              assertThat(e.failure().kind()).isEqualTo(FailureClass.TIMEOUT);
              assertThat(e.failure().code()).isEqualTo(FailureCode.TERRAFORM_DEADLINE);
              assertThat(e.failure().parameters())
                  .containsEntry(FailureParameter.RESOURCE, "terraform_data.slow")
                  .containsEntry(FailureParameter.CHANGE, "create")
                  .containsEntry(FailureParameter.TIMEOUT, "PT0.8S");
            });
    // Its shell ends just after it has written how Terraform has ended.
    await().until(() -> tiny.stack().liveRuns().isEmpty());
  }
}
