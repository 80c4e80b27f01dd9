package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.cloudsim.fault.NamedFault;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.worker.pipeline.FaultAtEveryCall.Outcome;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table of what faults at every call led to: one row for those that led to the same. */
final class CallFaultTable {
  /** Rows that require no action come first. */
  private static final Comparator<Row> ORDER =
      Comparator.comparing(Row::fault)
          .thenComparing(Row::phase)
          .thenComparing(Row::command)
          .thenComparing(row -> row.code() == null ? "" : row.code().code());

  private CallFaultTable() {}

  /** What distinguishes the rows. */
  private record Row(
      CallFault fault,
      NamedFault.Phase phase,
      @Nullable FailureCode code,
      String command,
      String end) {
    static Row of(Outcome outcome) {
      return new Row(
          outcome.injection().fault(),
          outcome.injection().phase(),
          outcome.code(),
          outcome.command(),
          outcome.end());
    }

    private static StepName step(String code) {
      return StepName.valueOf(code.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** Returns when it is known what happens next. */
    private String verdict() {
      if (code == null) {
        return "";
      }
      return command.isEmpty() ? "retried" : "immediately";
    }

    /** Returns the row with the calls by step, in the order in which the steps failed. */
    String text(List<Outcome> outcomes) {
      Map<StepName, Long> steps =
          outcomes.stream()
              .filter(outcome -> !outcome.step().isEmpty())
              .collect(
                  Collectors.groupingBy(
                      outcome -> step(outcome.step()), TreeMap::new, Collectors.counting()));
      return "| %s | %s | %d | %s | %s | %s | %s | %s | `%s` |"
          .formatted(
              fault.meaning(),
              phase.name().toLowerCase(Locale.ROOT),
              outcomes.size(),
              steps.entrySet().stream()
                  .map(step -> step.getKey().code() + " " + step.getValue())
                  .collect(Collectors.joining(", ")),
              code == null ? "none" : "`" + code.code() + "`",
              code == null || command.isEmpty() ? "none" : code.responsible().code(),
              verdict(),
              command.isEmpty() ? "no action needed" : "`" + command + "`",
              end);
    }
  }

  static List<String> rows(List<Outcome> outcomes) {
    Map<Row, List<Outcome>> byRow =
        outcomes.stream()
            .collect(Collectors.groupingBy(Row::of, LinkedHashMap::new, Collectors.toList()));
    return byRow.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(ORDER))
        .map(entry -> entry.getKey().text(entry.getValue()))
        .toList();
  }
}
