package io.beta9.provisioning.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Prints environments for people. */
final class EnvironmentPrinter {
  private static final int LABEL_WIDTH = 14;

  private final PrintStream out;

  EnvironmentPrinter(PrintStream out) {
    this.out = out;
  }

  void list(List<JsonNode> environments) {
    if (environments.isEmpty()) {
      out.println("No environments.");
      return;
    }
    Table table = new Table("ID", "NAME", "STATUS", "STEP", "REGION", "ACCOUNT", "AGE");
    for (JsonNode environment : environments) {
      table.row(
          Reply.text(environment, "environment_id"),
          Reply.text(environment, "name"),
          Reply.text(environment, "status"),
          where(environment),
          Reply.text(environment, "cloud", "region"),
          Reply.text(environment, "cloud", "account_id"),
          Reply.instant(environment, "created_at")
              .map(at -> Durations.words(Duration.between(at, Instant.now())))
              .orElse(""));
    }
    table.print(out);
  }

  /** Everything about one. */
  void details(JsonNode environment) {
    line("id", Reply.text(environment, "environment_id"));
    line("name", Reply.text(environment, "name"));
    line("status", Reply.text(environment, "status"));
    line("step", where(environment));
    line(
        "cloud",
        Reply.text(environment, "cloud", "provider")
            + " "
            + Reply.text(environment, "cloud", "region")
            + ", account "
            + Reply.text(environment, "cloud", "account_id"));
    machines(environment.path("infra_model"));
    line("created", Reply.text(environment, "created_at"));
    line("updated", Reply.text(environment, "updated_at"));
    line("ready since", Reply.text(environment, "provisioned_at"));
    line("destroyed", Reply.text(environment, "destroyed_at"));
    line("waiting", Reply.text(environment, "waiting", "reason"));
    line("warning", Reply.text(environment, "warning"));
    error(environment);
    outputs(environment);
  }

  /** How a watch ended. */
  void outcome(JsonNode environment) {
    String name = Reply.text(environment, "name");
    String id = Reply.text(environment, "environment_id");
    switch (Reply.text(environment, "status")) {
      case Statuses.READY -> {
        out.println();
        out.println(name + " (" + id + ") is ready.");
        outputs(environment);
      }
      case Statuses.DESTROYED -> {
        out.println();
        out.println(name + " (" + id + ") is destroyed; nothing is left of it.");
      }
      default -> {
        out.println();
        out.println(name + " (" + id + ") failed.");
        error(environment);
      }
    }
  }

  private void error(JsonNode environment) {
    String error = Reply.text(environment, "error_message");
    if (error.isEmpty()) {
      return;
    }
    line("error", error);
    line(
        "code",
        joined(
            Reply.text(environment, "failure", "class"),
            Reply.text(environment, "failure", "code")));
    line("failed in", Reply.text(environment, "failure", "phase"));
    String next = Reply.text(environment, "failure", "next");
    // The message of a failure ends with what to do next already.
    if (!error.contains(next)) {
      line("next", next);
    }
  }

  private void outputs(JsonNode environment) {
    JsonNode outputs = environment.path("outputs");
    if (outputs.isEmpty()) {
      return;
    }
    out.println("outputs");
    int width = outputs.propertyNames().stream().mapToInt(String::length).max().orElse(0);
    for (Map.Entry<String, JsonNode> output : outputs.properties()) {
      JsonNode value = output.getValue();
      String shown =
          value.isArray()
              ? String.join(", ", value.values().stream().map(v -> v.asString("")).toList())
              : value.isObject() ? value.toString() : Reply.text(outputs, output.getKey());
      out.println(
          "  " + output.getKey() + " ".repeat(width - output.getKey().length() + 2) + shown);
    }
  }

  private void machines(JsonNode model) {
    for (String group : List.of("system_nodes", "cpu_nodes", "gpu_nodes")) {
      JsonNode nodes = model.path(group);
      if (nodes.isObject()) {
        line(
            group.replace("_nodes", " nodes"),
            "%d to %d %s"
                .formatted(
                    Reply.number(nodes, "min_size"),
                    Reply.number(nodes, "max_size"),
                    Reply.text(nodes, "instance_type")));
      }
    }
    line("postgres", Reply.text(model, "postgres", "instance_class"));
    line("redis", Reply.text(model, "redis", "node_type"));
  }

  private static String where(JsonNode environment) {
    String step = Reply.text(environment, "progress", "step");
    if (step.isEmpty()
        || List.of(Statuses.READY, Statuses.DESTROYED)
            .contains(Reply.text(environment, "status"))) {
      return "";
    }
    long planned = Reply.number(environment, "progress", "planned");
    return planned == 0
        ? step
        : step + " " + Reply.number(environment, "progress", "completed") + "/" + planned;
  }

  private static String joined(String kind, String code) {
    return kind.isEmpty() || code.isEmpty() ? kind + code : kind + ", " + code;
  }

  private void line(String label, String text) {
    if (!text.isEmpty()) {
      out.println(label + " ".repeat(LABEL_WIDTH - label.length()) + text);
    }
  }
}
