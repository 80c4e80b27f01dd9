package io.beta9.provisioning.cli.progress;

import io.beta9.provisioning.apimodel.environment.EnvironmentSummary;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.apimodel.environment.FailureView;
import io.beta9.provisioning.apimodel.environment.NextActionView;
import io.beta9.provisioning.apimodel.environment.OperationProgress;
import io.beta9.provisioning.cli.client.Json;
import io.beta9.provisioning.cli.client.KnownStatuses;
import io.beta9.provisioning.cli.terminal.Table;
import io.beta9.provisioning.cli.terminal.TimestampFormat;
import io.beta9.provisioning.format.DurationFormat;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prints environments as text. */
public final class EnvironmentPrinter {
  private static final int LABEL_WIDTH = 14;
  private static final String NO_ONE = "none";
  private static final Set<String> COMPLETE = Set.of(KnownStatuses.READY, KnownStatuses.DESTROYED);

  private final PrintStream out;

  public EnvironmentPrinter(PrintStream out) {
    this.out = out;
  }

  /**
   * Prints a table.
   *
   * @param withTenants whether it has a column with the tenants
   */
  public void list(List<EnvironmentSummary> environments, boolean withTenants) {
    if (environments.isEmpty()) {
      out.println("No environments.");
      return;
    }
    List<String> headings = new ArrayList<>(withTenants ? List.of("TENANT") : List.of());
    headings.addAll(
        List.of("ID", "NAME", "STATUS", "STEP", "REGION", "ACCOUNT", "AGE", "ACT", "NEXT"));
    Table table = new Table(headings.toArray(String[]::new));
    Instant now = Instant.now();
    for (EnvironmentSummary environment : environments) {
      List<@Nullable String> cells = new ArrayList<>();
      if (withTenants) {
        cells.add(environment.tenant());
      }
      Collections.addAll(
          cells,
          environment.environmentId(),
          environment.name(),
          environment.status(),
          step(environment.status(), environment.progress()),
          environment.cloud().region(),
          environment.cloud().accountId(),
          environment.createdAt() == null
              ? ""
              : DurationFormat.format(Duration.between(environment.createdAt(), now)),
          environment.nextAction().responsible().equals(NO_ONE)
              ? ""
              : environment.nextAction().responsible(),
          next(environment.nextAction()));
      table.row(cells.toArray(String[]::new));
    }
    table.print(out);
  }

  /** Prints everything about an environment. */
  public void details(EnvironmentView environment) {
    line("id", environment.environmentId());
    line("name", environment.name());
    line("status", environment.status());
    line("step", step(environment.status(), environment.progress()));
    line(
        "cloud",
        environment.cloud().provider()
            + " "
            + environment.cloud().region()
            + ", account "
            + environment.cloud().accountId());
    machines(environment.infraModel());
    line("created", TimestampFormat.iso(environment.createdAt()));
    line("updated", TimestampFormat.iso(environment.updatedAt()));
    line("ready since", TimestampFormat.iso(environment.provisionedAt()));
    line("destroyed", TimestampFormat.iso(environment.destroyedAt()));
    line("waiting", environment.waiting() == null ? null : environment.waiting().reason());
    line("warning", environment.warning());
    error(environment);
    previous(environment.previousFailure());
    nextAction(environment);
    outputs(environment);
  }

  /** Prints the final status of an environment. */
  public void outcome(EnvironmentView environment) {
    String title = environment.name() + " (" + environment.environmentId() + ")";
    out.println();
    switch (environment.status()) {
      case KnownStatuses.READY -> {
        FailureView rejected = environment.previousFailure();
        if (rejected == null) {
          out.println(title + " is ready.");
          outputs(environment);
          out.println(
              (isInternal(environment) ? "It is reachable only from inside its VPC. " : "")
                  + "How to connect: ./provisioner env connect "
                  + environment.name());
        } else {
          out.println(title + " is ready as before; the update was rejected.");
          previous(rejected);
          line("next", rejected.next());
        }
      }
      case KnownStatuses.DESTROYED -> out.println(title + " is destroyed. No resources are left.");
      default -> {
        out.println(title + " failed.");
        error(environment);
      }
    }
  }

  /** Prints, for a new environment, that Beta9 is not going to be reachable from the internet. */
  public void reachability(EnvironmentView environment) {
    if (isInternal(environment)) {
      out.println(
          "Beta9 will be reachable only from inside its VPC, because the meta-config has no"
              + " beta9.certificate.");
    }
  }

  private static boolean isInternal(EnvironmentView environment) {
    return environment.infraModel().get("beta9") instanceof Map<?, ?> beta9
        && beta9.get("certificate_arn") == null;
  }

  private void error(EnvironmentView environment) {
    String error = environment.errorMessage();
    if (error == null || error.isEmpty()) {
      return;
    }
    FailureView failure = environment.failure();
    line(isFailed(environment) ? "error" : "last attempt", error);
    if (failure == null) {
      return;
    }
    line("code", failure.failureClass() + ", " + failure.code());
    line("failed in", occurrence(failure));
    // The error message usually ends with the next step.
    if (failure.next() != null && !error.contains(failure.next())) {
      line("next", failure.next());
    }
  }

  private void previous(@Nullable FailureView failure) {
    if (failure != null) {
      line(
          "previously",
          failure.code()
              + (occurrence(failure).isEmpty() ? "" : " in " + occurrence(failure))
              + ": "
              + failure.what()
              + (failure.why() == null || failure.why().isEmpty() ? "" : ": " + failure.why()));
    }
  }

  private void nextAction(EnvironmentView environment) {
    NextActionView action = environment.nextAction();
    if (!action.responsible().equals(NO_ONE) || isFailed(environment)) {
      line("responsible", action.responsible());
    }
    line("next attempt", TimestampFormat.iso(action.automaticAttemptAt()));
    line("command", action.command());
  }

  private static String next(NextActionView action) {
    if (action.automaticAttemptAt() != null) {
      return "automatic at " + TimestampFormat.iso(action.automaticAttemptAt());
    }
    return action.command() == null ? "" : action.command();
  }

  private static String occurrence(FailureView failure) {
    return (failure.phase() == null ? "" : failure.phase())
        + (failure.failedAt() == null ? "" : " at " + TimestampFormat.iso(failure.failedAt()));
  }

  private static boolean isFailed(EnvironmentView environment) {
    return environment.status().equals(KnownStatuses.FAILED);
  }

  private void outputs(EnvironmentView environment) {
    Map<String, Object> outputs = environment.outputs();
    if (outputs.isEmpty()) {
      return;
    }
    out.println("outputs");
    int width = outputs.keySet().stream().mapToInt(String::length).max().orElse(0);
    outputs.forEach(
        (name, value) ->
            out.println("  " + name + " ".repeat(width - name.length() + 2) + text(value)));
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case List<?> list -> list.stream().map(String::valueOf).collect(Collectors.joining(", "));
      case Map<?, ?> map -> Json.compact(Json.toTree(map));
      default -> value.toString();
    };
  }

  private void machines(Map<String, Object> infraModel) {
    for (String group : List.of("system_nodes", "cpu_nodes", "gpu_nodes")) {
      if (infraModel.get(group) instanceof Map<?, ?> nodes) {
        line(
            group.replace("_nodes", " nodes"),
            "%s to %s %s"
                .formatted(
                    nodes.get("min_size"), nodes.get("max_size"), nodes.get("instance_type")));
      }
    }
    line("postgres", nested(infraModel, "postgres", "instance_class"));
    line("redis", nested(infraModel, "redis", "node_type"));
  }

  private static @Nullable String nested(Map<String, Object> model, String name, String field) {
    return model.get(name) instanceof Map<?, ?> part && part.get(field) instanceof String text
        ? text
        : null;
  }

  private static String step(String status, OperationProgress progress) {
    String step = progress.step();
    if (step == null || step.isEmpty() || COMPLETE.contains(status)) {
      return "";
    }
    return progress.planned() == 0
        ? step
        : step + " " + progress.completed() + "/" + progress.planned();
  }

  private void line(String label, @Nullable String text) {
    if (text != null && !text.isEmpty()) {
      out.println(label + " ".repeat(LABEL_WIDTH - label.length()) + text);
    }
  }
}
