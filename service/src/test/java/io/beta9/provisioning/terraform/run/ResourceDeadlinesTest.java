package io.beta9.provisioning.terraform.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.terraform.plan.PlanMode;
import io.beta9.provisioning.terraform.run.TerraformEvent.Action;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourceDeadlinesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private static ApplyProgress.InFlight database(Action action, long minutes) {
    return new ApplyProgress.InFlight(
        "aws_db_instance.this", "aws_db_instance", action, NOW.minus(Duration.ofMinutes(minutes)));
  }

  @Test
  void a_database_gets_thirty_minutes_unless_somebody_sets_something_else() {
    ResourceDeadlines standard = ResourceDeadlines.with("");
    assertThat(standard.overdue(List.of(database(Action.CREATE, 30)), NOW)).isEmpty();
    assertThat(standard.overdue(List.of(database(Action.CREATE, 31)), NOW))
        .hasValueSatisfying(
            overdue ->
                assertThat(overdue.words())
                    .isEqualTo(
                        "aws_db_instance.this has been in the making for 31 min, and 30 min is what"
                            + " it gets"));
    assertThat(
            ResourceDeadlines.with("database=1h")
                .overdue(List.of(database(Action.CREATE, 31)), NOW))
        .isEmpty();
    assertThat(
            ResourceDeadlines.with("aws_db_instance=5m")
                .overdue(List.of(database(Action.DELETE, 6)), NOW))
        .isPresent();
  }

  @Test
  void a_change_gets_three_times_as_long() {
    assertThat(ResourceDeadlines.with("").overdue(List.of(database(Action.UPDATE, 89)), NOW))
        .isEmpty();
    assertThat(ResourceDeadlines.with("").overdue(List.of(database(Action.UPDATE, 91)), NOW))
        .isPresent();
  }

  @Test
  void what_is_no_kind_and_what_is_no_length_is_told() {
    assertThatThrownBy(() -> ResourceDeadlines.with("databse=30m"))
        .hasMessageContaining(
            "'databse' is no kind of resource; there are addon, cluster, database");
    assertThatThrownBy(() -> ResourceDeadlines.with("database=soon"))
        .hasMessageContaining("'soon' is no length such as 90m");
  }

  @Test
  void a_terraform_with_a_resource_beyond_its_deadline_is_stopped_and_the_failure_names_it(
      @TempDir Path base) {
    TinyStack tiny =
        TinyStack.withDeadlines(
            base, new ResourceDeadlines(Map.of("terraform_data", Duration.ofMillis(800))));
    tiny.terraform().init(TinyStack.run("init"));
    tiny.terraform().plan(TinyStack.run("plan"), PlanMode.APPLY);

    assertThatThrownBy(() -> tiny.terraform().apply(TinyStack.run("apply")))
        .asInstanceOf(InstanceOfAssertFactories.type(FailureException.class))
        .satisfies(
            e -> {
              assertThat(e.failure().kind()).isEqualTo(FailureClass.TIMEOUT);
              assertThat(e.failure().message())
                  .contains("terraform_data.slow has been in the making");
            });
    assertThat(tiny.stack().liveRuns()).isEmpty();
  }

  @Test
  void the_whole_has_a_deadline_too_and_its_failure_names_what_was_in_flight() {
    RunDeadlines deadlines = new RunDeadlines(Duration.ofMinutes(90), ResourceDeadlines.with(""));
    ApplyProgress progress =
        new ApplyProgress(
            Map.of(),
            java.util.Set.of(),
            java.util.Set.of(),
            Map.of("aws_db_instance.this", database(Action.CREATE, 12)),
            NOW);
    assertThat(deadlines.passed(progress, Duration.ofMinutes(90), NOW)).isEmpty();
    assertThat(deadlines.passed(progress, Duration.ofMinutes(91), NOW))
        .contains(
            "Terraform had not ended after 1 h 30 min; it was waiting for aws_db_instance.this (in"
                + " the making for 12 min)");
  }
}
