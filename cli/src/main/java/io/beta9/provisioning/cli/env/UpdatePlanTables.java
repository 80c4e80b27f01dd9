package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.apimodel.environment.UpdatePlanView;
import io.beta9.provisioning.apimodel.environment.UpdatePreview;
import io.beta9.provisioning.cli.terminal.Table;
import io.beta9.provisioning.format.DurationFormat;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Prints what an update would change: the fields, and the resources of Terraform's plan. */
final class UpdatePlanTables {
  private UpdatePlanTables() {}

  /** Returns whether the update interrupts nothing and loses no data. */
  static boolean isHarmless(UpdatePreview preview, Optional<UpdatePlanView> plan) {
    return preview.changes().stream()
            .allMatch(change -> change.consequence() == null && change.dataLoss() == null)
        && plan.stream()
            .flatMap(made -> made.changes().stream())
            .allMatch(change -> change.consequence() == null && change.dataLoss() == null);
  }

  static void print(UpdatePreview preview, Optional<UpdatePlanView> plan, PrintStream out) {
    printFields(preview, out);
    plan.filter(made -> made.state().equals("succeeded"))
        .ifPresent(
            made -> {
              out.println();
              printResources(made, out);
            });
    Stream.concat(
            preview.changes().stream()
                .filter(change -> change.consequence() != null)
                .map(change -> change.consequence() + ": " + change.explanation() + "."),
            plan.stream()
                .flatMap(made -> made.changes().stream())
                .filter(change -> change.consequence() != null)
                .map(change -> change.consequence() + ": " + change.explanation() + "."))
        .distinct()
        .forEach(out::println);
    TreeSet<String> required = new TreeSet<>(preview.requiredAcceptances());
    plan.ifPresent(made -> required.addAll(made.requiredAcceptances()));
    if (!required.isEmpty()) {
      out.println("Rejected unless accepted: --accept-interruption " + String.join(",", required));
    }
  }

  private static void printFields(UpdatePreview preview, PrintStream out) {
    if (preview.changes().isEmpty()) {
      out.println("The infrastructure would not change.");
      return;
    }
    Table table =
        new Table("FIELD", "BEFORE", "AFTER", "EFFECT", "INTERRUPTS", "FOR UP TO", "LOSES DATA");
    for (UpdatePreview.Change change : preview.changes()) {
      table.row(
          change.path(),
          change.before(),
          change.after(),
          change.effect().equals("acceptance") ? "must be accepted" : change.effect(),
          text(change.consequence()),
          duration(change.interruptionSeconds()),
          text(change.dataLoss()));
    }
    table.print(out);
  }

  private static void printResources(UpdatePlanView plan, PrintStream out) {
    if (plan.changes().isEmpty()) {
      out.println("Terraform would change no resource.");
      return;
    }
    Table table =
        new Table("ACTION", "RESOURCE", "ATTRIBUTES", "INTERRUPTS", "FOR UP TO", "LOSES DATA");
    for (String action : List.of("create", "update", "replace", "delete")) {
      plan.changes().stream()
          .filter(change -> change.action().equals(action))
          .forEach(
              change ->
                  table.row(
                      name(action),
                      change.address(),
                      String.join(", ", change.attributes()),
                      text(change.consequence()),
                      duration(change.interruptionSeconds()),
                      text(change.dataLoss())));
    }
    table.print(out);
  }

  private static String name(String action) {
    return switch (action) {
      case "update" -> "change";
      case "delete" -> "destroy";
      default -> action;
    };
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String duration(@Nullable Long seconds) {
    return seconds == null ? "" : DurationFormat.words(Duration.ofSeconds(seconds));
  }
}
