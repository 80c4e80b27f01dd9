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
          ApiReply.text(environment, "environment_id"),
          ApiReply.text(environment, "name"),
          ApiReply.text(environment, "status"),
          where(environment),
          ApiReply.text(environment, "cloud", "region"),
          ApiReply.text(environment, "cloud", "account_id"),
          ApiReply.instant(environment, "created_at")
              .map(at -> Durations.words(Duration.between(at, Instant.now())))
              .orElse(""));
    }
    table.print(out);
  }

  /** Everything about one. */
  void details(JsonNode environment) {
    line("id", ApiReply.text(environment, "environment_id"));
    line("name", ApiReply.text(environment, "name"));
    line("status", ApiReply.text(environment, "status"));
    line("step", where(environment));
    line(
        "cloud",
        ApiReply.text(environment, "cloud", "provider")
            + " "
            + ApiReply.text(environment, "cloud", "region")
            + ", account "
            + ApiReply.text(environment, "cloud", "account_id"));
    machines(environment.path("infra_model"));
    line("created", ApiReply.text(environment, "created_at"));
    line("updated", ApiReply.text(environment, "updated_at"));
    line("ready since", ApiReply.text(environment, "provisioned_at"));
    line("destroyed", ApiReply.text(environment, "destroyed_at"));
    line("waiting", ApiReply.text(environment, "waiting", "reason"));
    line("warning", ApiReply.text(environment, "warning"));
    error(environment);
    outputs(environment);
  }

  /** How a watch ended. */
  void outcome(JsonNode environment) {
    String name = ApiReply.text(environment, "name");
    String id = ApiReply.text(environment, "environment_id");
    switch (ApiReply.text(environment, "status")) {
      case KnownStatuses.READY -> {
        out.println();
        out.println(name + " (" + id + ") is ready.");
        outputs(environment);
      }
      case KnownStatuses.DESTROYED -> {
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
    String error = ApiReply.text(environment, "error_message");
    if (error.isEmpty()) {
      return;
    }
    line("error", error);
    line(
        "code",
        joined(
            ApiReply.text(environment, "failure", "class"),
            ApiReply.text(environment, "failure", "code")));
    line("failed in", ApiReply.text(environment, "failure", "phase"));
    String next = ApiReply.text(environment, "failure", "next");
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
              : value.isObject() ? value.toString() : ApiReply.text(outputs, output.getKey());
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
                    ApiReply.number(nodes, "min_size"),
                    ApiReply.number(nodes, "max_size"),
                    ApiReply.text(nodes, "instance_type")));
      }
    }
    line("postgres", ApiReply.text(model, "postgres", "instance_class"));
    line("redis", ApiReply.text(model, "redis", "node_type"));
  }

  private static String where(JsonNode environment) {
    String step = ApiReply.text(environment, "progress", "step");
    if (step.isEmpty()
        || List.of(KnownStatuses.READY, KnownStatuses.DESTROYED)
            .contains(ApiReply.text(environment, "status"))) {
      return "";
    }
    long planned = ApiReply.number(environment, "progress", "planned");
    return planned == 0
        ? step
        : step + " " + ApiReply.number(environment, "progress", "completed") + "/" + planned;
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
