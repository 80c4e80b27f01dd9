package io.beta9.provisioning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ProgressViewTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:00Z");

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
  private Instant now = START;

  private static ObjectNode environment(String status, String step, int completed, int planned) {
    ObjectNode environment = JsonMapper.shared().createObjectNode();
    environment.put("environment_id", "env_4f1a2b3c4d5e").put("name", "demo").put("status", status);
    environment.put("created_at", START.toString());
    environment.put("updated_at", START.plusSeconds(90).toString());
    environment.putObject("cloud").put("region", "us-east-1");
    ObjectNode progress = environment.putObject("progress");
    progress.put("step", step).put("completed", completed).put("planned", planned);
    progress
        .putArray("in_flight")
        .addObject()
        .put("address", "aws_eks_cluster.this")
        .put("action", "create")
        .put("seconds", 32);
    return environment;
  }

  private JsonNode event(String kind, String message) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("kind", kind)
        .put("at", now.toString())
        .put("message", message);
  }

  /** What stands on a screen after all that was written, cursor movements carried out. */
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
  void drawsStepsAndABar() {
    LiveProgressView view = new LiveProgressView(out, new Screen(100, 24, true), () -> now);
    view.event(event("step-started", "init: initialising Terraform"));
    now = now.plusSeconds(12);
    view.event(event("step-done", "init: done in 12.0 s"));
    view.event(event("step-started", "apply: making the infrastructure"));
    view.environment(environment("provisioning", "apply", 0, 61));
    now = now.plusSeconds(48);
    view.event(event("step-started", "baseline: installing the baseline"));
    view.environment(environment("provisioning", "apply", 23, 61));

    assertThat(screen())
        .containsExactly(
            "demo  env_4f1a2b3c4d5e  us-east-1  provisioning 1 min 00 s",
            " ✓ initialising Terraform                      12 s",
            " ⠙ making the infrastructure                   48 s  █████████░░░░░░░░░░░░░░░ 23 of"
                + " 61",
            "     create aws_eks_cluster.this, 32 s",
            " ⠙ installing the baseline                    0.0 s");
  }

  @Test
  void marksTheStepThatFailed() {
    LiveProgressView view = new LiveProgressView(out, new Screen(100, 24, false), () -> now);
    view.event(event("step-started", "plan: planning"));
    view.environment(environment("provisioning", "plan", 0, 0));
    view.environment(environment("failed", "plan", 0, 0));

    assertThat(screen()).last().asString().startsWith(" ✗ planning");
    assertThat(written.toString(StandardCharsets.UTF_8)).doesNotContain("\u001b[31m");
  }

  @Test
  void shows_the_reason_of_a_failure_within_the_width_of_the_screen() {
    LiveProgressView view = new LiveProgressView(out, new Screen(40, 24, false), () -> now);
    ObjectNode failed = environment("failed", "plan", 0, 0);
    failed.put(
        "error_message", "Plan failed: the role may not create subnets. Add ec2:CreateSubnet.");
    view.event(event("step-started", "plan: planning"));

    view.environment(failed);

    assertThat(screen())
        .endsWith("   Plan failed: the role may not create", "   subnets. Add ec2:CreateSubnet.");
  }

  @Test
  void showsTheStepThatNoEventToldOf() {
    LiveProgressView view = new LiveProgressView(out, new Screen(100, 24, false), () -> now);
    view.environment(environment("bootstrapping", "cluster-access", 0, 0));

    assertThat(screen()).last().asString().contains("cluster access");
  }

  @Test
  void neverDrawsMoreThanFits() {
    LiveProgressView view = new LiveProgressView(out, new Screen(40, 8, false), () -> now);
    for (int i = 0; i < 20; i++) {
      view.event(event("step-started", "s" + i + ": step number " + i + " with many, many words"));
      view.event(event("step-done", "s" + i + ": done"));
      view.environment(environment("provisioning", "", 0, 0));
    }
    view.note("something that is worth a note but is longer than a line has room for");

    assertThat(screen()).hasSizeLessThan(8).allMatch(line -> line.length() < 40);
    assertThat(screen()).last().asString().startsWith("! something").endsWith("…");
  }

  @Test
  void writesPlainLinesNowAndThen() {
    PlainProgressView view = new PlainProgressView(out, () -> now);
    view.event(event("step-started", "apply: making the infrastructure"));
    for (int completed = 0; completed <= 24; completed++) {
      view.environment(environment("provisioning", "apply", completed, 24));
      now = now.plusSeconds(1);
    }
    view.event(event("retrying", "AWS throttled. Trying again by itself in 2 s."));
    view.event(event("step-done", "apply: done in 25.0 s"));
    view.environment(environment("ready", "apply", 24, 24));

    assertThat(written.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "[00:00] … making the infrastructure",
            "[00:00] demo is provisioning",
            "[00:00]   0 of 24 resources; in flight: aws_eks_cluster.this (32 s)",
            "[00:10]   10 of 24 resources; in flight: aws_eks_cluster.this (32 s)",
            "[00:20]   20 of 24 resources; in flight: aws_eks_cluster.this (32 s)",
            "[00:25]   AWS throttled. Trying again by itself in 2 s.",
            "[00:25] ✓ making the infrastructure (25 s)",
            "[00:25] demo is ready");
  }

  @Test
  void saysDurationsInWords() {
    assertThat(Durations.words(Duration.ofMillis(420))).isEqualTo("0.4 s");
    assertThat(Durations.words(Duration.ofSeconds(59))).isEqualTo("59 s");
    assertThat(Durations.words(Duration.ofSeconds(185))).isEqualTo("3 min 05 s");
    assertThat(Durations.words(Duration.ofMinutes(130))).isEqualTo("2 h 10 min");
    assertThat(Durations.words(Duration.ofDays(4))).isEqualTo("4 d");
    assertThat(Durations.words(Duration.ofSeconds(-3))).isEqualTo("0.0 s");
  }
}
