package io.beta9.provisioning.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.apimodel.environment.EventView;
import io.beta9.provisioning.apimodel.environment.NextActionView;
import io.beta9.provisioning.apimodel.environment.OperationProgress;
import io.beta9.provisioning.cli.terminal.Screen;
import io.beta9.provisioning.format.DurationFormat;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressViewTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:00Z");

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
  private Instant now = START;

  private static EnvironmentView environment(
      String status, String step, int completed, int planned) {
    return environment(status, step, completed, planned, null);
  }

  private static EnvironmentView environment(
      String status, String step, int completed, int planned, String error) {
    return new EnvironmentView(
        "env_4f1a2b3c4d5e",
        "demo",
        status,
        step,
        new EnvironmentView.Cloud("aws", "us-east-1", "123456789012"),
        new OperationProgress(
            step,
            0,
            0,
            completed,
            planned,
            List.of(new OperationProgress.ResourceInFlight("aws_eks_cluster.this", "create", 32))),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        error,
        null,
        null,
        "ann",
        START,
        START.plusSeconds(90),
        null,
        null,
        null,
        null,
        NextActionView.NONE,
        null);
  }

  private EventView event(String kind, String message) {
    return new EventView(1, now, null, kind, message, null);
  }

  private EventView started(String step, String description) {
    return new EventView(
        1,
        now,
        null,
        EventKind.STEP_STARTED.code(),
        step + ": " + description,
        Map.of("step", step, "description", description));
  }

  private EventView done(String step) {
    return new EventView(
        1, now, null, EventKind.STEP_DONE.code(), step + ": done in 1 s", Map.of("step", step));
  }

  /** Returns the lines of a screen after everything was written, with cursor movements applied. */
  private List<String> screen() {
    String[] lines = new String[200];
    Arrays.fill(lines, "");
    int row = 0;
    for (String line : written.toString(StandardCharsets.UTF_8).split("\n", -1)) {
      String text = line;
      if (text.startsWith("\u001b[J")) {
        Arrays.fill(lines, row, lines.length, "");
        text = text.substring(3);
      }
      if (text.matches("(?s)\u001b\\[\\d+F.*")) {
        row -= Integer.parseInt(text.substring(2, text.indexOf('F')));
        text = text.substring(text.indexOf('F') + 1);
      }
      lines[row++] = text.replaceAll("\u001b\\[[0-9]*[Km]", "");
    }
    return Arrays.stream(lines).filter(line -> !line.isEmpty()).toList();
  }

  @Test
  void draws_steps_and_a_bar() {
    LiveProgressView view = new LiveProgressView(out, new Screen(100, 24, true), () -> now);
    view.event(started("init", "initialising Terraform"));
    now = now.plusSeconds(12);
    view.event(done("init"));
    view.event(started("apply", "creating the infrastructure"));
    view.environment(environment("provisioning", "apply", 0, 61));
    now = now.plusSeconds(48);
    view.event(started("baseline", "installing the baseline"));
    view.environment(environment("provisioning", "apply", 23, 61));

    assertThat(screen())
        .containsExactly(
            "demo  env_4f1a2b3c4d5e  us-east-1  provisioning 1 min 00 s",
            " ✓ initialising Terraform                      12 s",
            " ⠙ creating the infrastructure                 48 s  █████████░░░░░░░░░░░░░░░ 23 of"
                + " 61",
            "     creating aws_eks_cluster.this, 32 s",
            " ⠙ installing the baseline                    0.0 s");
  }

  @Test
  void marks_the_failed_step() {
    LiveProgressView view = new LiveProgressView(out, new Screen(100, 24, false), () -> now);
    view.event(started("plan", "planning"));
    view.environment(environment("provisioning", "plan", 0, 0));
    view.environment(environment("failed", "plan", 0, 0));

    assertThat(screen()).last().asString().startsWith(" ✗ planning");
    assertThat(written.toString(StandardCharsets.UTF_8)).doesNotContain("\u001b[31m");
  }

  @Test
  void shows_the_reason_of_a_failure_within_the_width_of_the_screen() {
    LiveProgressView view = new LiveProgressView(out, new Screen(40, 24, false), () -> now);
    EnvironmentView failed =
        environment(
            "failed",
            "plan",
            0,
            0,
            "Plan failed: the role may not create subnets. Add ec2:CreateSubnet.");
    view.event(started("plan", "planning"));

    view.environment(failed);

    assertThat(screen())
        .endsWith("   Plan failed: the role may not create", "   subnets. Add ec2:CreateSubnet.");
  }

  @Test
  void shows_the_current_step_if_no_event_reported_it() {
    LiveProgressView view = new LiveProgressView(out, new Screen(100, 24, false), () -> now);
    view.environment(environment("bootstrapping", "cluster-access", 0, 0));

    assertThat(screen()).last().asString().contains("cluster access");
  }

  @Test
  void never_exceeds_the_size_of_the_screen() {
    LiveProgressView view = new LiveProgressView(out, new Screen(40, 8, false), () -> now);
    for (int i = 0; i < 20; i++) {
      view.event(started("s" + i, "step number " + i + " with a long description"));
      view.event(done("s" + i));
      view.environment(environment("provisioning", "", 0, 0));
    }
    view.note("a note that is longer than a line of the screen, which has only 40 columns");

    assertThat(screen()).hasSizeLessThan(8).allMatch(line -> line.length() < 40);
    assertThat(String.join(" ", screen()))
        .contains("! a note that is longer than a line of")
        .endsWith("which has only 40   columns");
  }

  private EventView delayed(String address, String message) {
    return new EventView(
        1,
        now,
        null,
        EventKind.RESOURCE_DELAYED.code(),
        message,
        Map.of("failure", Map.of("resource", address)));
  }

  @Test
  void shows_why_a_resource_is_late_until_its_change_has_ended() {
    LiveProgressView view = new LiveProgressView(out, new Screen(100, 30, false), () -> now);
    view.event(delayed("aws_eks_cluster.this", "eni-1 blocks it"));
    view.event(delayed("aws_eks_cluster.this", "eni-2 blocks it"));
    view.event(delayed("aws_subnet.private", "eni-3 blocks it"));
    view.environment(environment("destroying", "destroy", 1, 2));

    assertThat(screen()).last().isEqualTo("! eni-2 blocks it");
  }

  @Test
  void shows_what_a_step_waits_for_until_it_ends() {
    LiveProgressView view = new LiveProgressView(out, new Screen(100, 30, false), () -> now);
    view.event(started("nodes", "wait for the nodes"));
    view.event(event("waiting", "nodes: no node is ready (for 15 s)"));
    view.environment(environment("bootstrapping", "nodes", 0, 0));
    assertThat(screen()).last().isEqualTo("! nodes: no node is ready (for 15 s)");

    view.event(done("nodes"));
    view.environment(environment("bootstrapping", "nodes", 0, 0));
    assertThat(screen()).last().asString().contains("wait for the nodes");
  }

  @Test
  void repeats_once_a_minute_what_is_in_flight() {
    PlainProgressView view = new PlainProgressView(out, () -> now);
    for (int second = 0; second <= 180; second++) {
      now = START.plusSeconds(second);
      view.environment(environment("provisioning", "apply", 1, 2));
    }

    assertThat(written.toString(StandardCharsets.UTF_8).lines())
        .filteredOn(line -> line.contains("in flight: aws_eks_cluster.this"))
        .hasSize(4);
  }

  @Test
  void prints_a_line_for_each_change_and_resources_every_ten_seconds() {
    PlainProgressView view = new PlainProgressView(out, () -> now);
    view.event(started("apply", "creating the infrastructure"));
    for (int completed = 0; completed <= 24; completed++) {
      view.environment(environment("provisioning", "apply", completed, 24));
      now = now.plusSeconds(1);
    }
    view.event(event("retrying", "AWS throttled. Trying again by itself in 2 s."));
    view.event(done("apply"));
    view.environment(environment("ready", "apply", 24, 24));

    assertThat(written.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "[00:00] … creating the infrastructure",
            "[00:00] demo is provisioning",
            "[00:00]   0 of 24 resources; in flight: aws_eks_cluster.this (32 s)",
            "[00:10]   10 of 24 resources; in flight: aws_eks_cluster.this (32 s)",
            "[00:20]   20 of 24 resources; in flight: aws_eks_cluster.this (32 s)",
            "[00:25]   AWS throttled. Trying again by itself in 2 s.",
            "[00:25] ✓ creating the infrastructure (25 s)",
            "[00:25] demo is ready");
  }

  @Test
  void formats_durations() {
    assertThat(DurationFormat.format(Duration.ofMillis(420))).isEqualTo("0.4 s");
    assertThat(DurationFormat.format(Duration.ofSeconds(59))).isEqualTo("59 s");
    assertThat(DurationFormat.format(Duration.ofSeconds(185))).isEqualTo("3 min 05 s");
    assertThat(DurationFormat.format(Duration.ofMinutes(130))).isEqualTo("2 h 10 min");
    assertThat(DurationFormat.format(Duration.ofDays(4))).isEqualTo("4 d");
    assertThat(DurationFormat.format(Duration.ofSeconds(-3))).isEqualTo("0.0 s");
  }

  @Test
  void prints_the_failed_step_with_its_reason() {
    PlainProgressView view = new PlainProgressView(out, () -> now);
    view.event(started("plan", "planning"));

    view.environment(environment("failed", "plan", 0, 0, "Planning failed. Add ec2:CreateSubnet."));

    assertThat(written.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "[00:00] … planning",
            "[00:00] ✗ planning: Planning failed. Add ec2:CreateSubnet.",
            "[00:00] demo is failed");
  }

  @Test
  void takes_the_step_from_the_data_of_the_event() {
    PlainProgressView view = new PlainProgressView(out, () -> now);

    view.event(
        new EventView(
            1,
            now,
            null,
            "step-started",
            "Any text",
            Map.of("step", "plan", "description", "Planning")));
    now = now.plusSeconds(3);
    view.event(new EventView(2, now, null, "step-done", "Planned in 3 s", Map.of("step", "plan")));

    assertThat(written.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("[00:00] … Planning", "[00:03] ✓ Planning (3.0 s)");
  }
}
