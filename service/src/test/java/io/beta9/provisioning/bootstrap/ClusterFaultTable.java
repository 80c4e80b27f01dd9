package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.bootstrap.ClusterStage.Course;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FaultsDocument;
import io.beta9.provisioning.failure.ResponsibleParty;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@code docs/faults.md} about faults inside a cluster: one row for those that led to
 * the same, with the steps.
 */
final class ClusterFaultTable {
  private static final String INTRODUCTION =
      """

      What can go wrong with a call of the Kubernetes API, by the service or by Helm, and of Beta9's gateway,
      injected into every kind of call of every step that works inside a cluster: %d injections, with the real
      Helm and charts. What passes hits the calls of one attempt; what does not pass lasts until its cause is
      fixed, and then a retry completes the step. A call without a failure was repeated immediately, or is not
      necessary.

      Every injection is part of a test, which generates this part of the page; `mvn verify` tries one of each
      fault and compares it with the table:

          mvn -pl service -am test -Dtests.excluded= -Dtest=FaultAtEveryClusterCallTest -Dfaults.write=true -Dsurefire.failIfNoSpecifiedTests=false

      | a call … | step | failure | responsible | verdict | next | finally |
      |---|---|---|---|---|---|---|
      """;

  /** Rows that require no action come first. */
  private static final Comparator<Row> ORDER =
      Comparator.comparing(Row::fault)
          .thenComparing(Row::command)
          .thenComparing(row -> row.code() == null ? "" : row.code().code())
          .thenComparing(Row::isComplete);

  private ClusterFaultTable() {}

  private record Row(
      ClusterFault fault,
      @Nullable FailureCode code,
      ResponsibleParty responsible,
      String verdict,
      String command,
      boolean isComplete) {
    static Row of(Course course) {
      return new Row(
          course.injection().fault(),
          course.failure() == null ? null : course.failure().code(),
          course.failure() == null || course.command().isEmpty()
              ? ResponsibleParty.NONE
              : course.failure().responsible(),
          verdict(course),
          course.command(),
          course.problem().isEmpty());
    }

    private static String verdict(Course course) {
      if (course.failure() == null) {
        return "";
      }
      if (course.command().isEmpty()) {
        return "retried";
      }
      return course.attempts() == 1 ? "immediately" : "after the last attempt";
    }

    String beforeSteps() {
      return "| %s | ".formatted(fault.meaning());
    }

    String afterSteps() {
      return " | %s | %s | %s | %s | %s |"
          .formatted(
              code == null ? "none" : "`" + code.code() + "`",
              responsible.code(),
              verdict,
              command.isEmpty() ? "no action needed" : "`" + command + "`",
              isComplete ? "step complete" : "step incomplete");
    }
  }

  static String text(List<Course> courses) {
    return INTRODUCTION.formatted(courses.size())
        + courses.stream().collect(Collectors.groupingBy(Row::of)).entrySet().stream()
            .sorted(Map.Entry.comparingByKey(ORDER))
            .map(entry -> text(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String text(Row row, List<Course> courses) {
    return row.beforeSteps()
        + courses.stream()
            .map(course -> course.injection().step())
            .collect(Collectors.toCollection(TreeSet::new))
            .stream()
            .map(ClusterFaultTable::name)
            .collect(Collectors.joining(", "))
        + row.afterSteps();
  }

  private static String name(ClusterStep step) {
    return step.phase().equals("provision") || step.phase().equals("destroy")
        ? step.code()
        : step.code() + " (" + step.phase() + ")";
  }

  /** Returns whether a row of the document is about what the injection led to. */
  static boolean documents(Course course) {
    Row row = Row.of(course);
    return FaultsDocument.CLUSTER
        .read()
        .lines()
        .filter(line -> line.startsWith(row.beforeSteps()) && line.endsWith(row.afterSteps()))
        .map(
            line ->
                line.substring(
                    row.beforeSteps().length(), line.length() - row.afterSteps().length()))
        .anyMatch(steps -> List.of(steps.split(", ")).contains(name(course.injection().step())));
  }
}
