package io.beta9.provisioning.bootstrap.diagnosis;

import io.beta9.provisioning.bootstrap.cluster.RolloutStatus;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything the cluster says of a release that does not come up.
 *
 * @param rollouts those that are not done
 * @param startingInit pods whose init container runs and does not end
 * @param warnings events, the newest first
 * @param lastWords the last lines of the containers that crash, or that keep others waiting
 * @param unready nodes that are not ready
 */
public record RolloutReport(
    String release,
    String namespace,
    List<RolloutStatus> rollouts,
    List<PodProblem> problems,
    List<String> startingInit,
    List<WarningEvent> warnings,
    List<String> lastLogLines,
    List<String> unreadyNodes) {
  private static final int MAX_NAMED = 3;
  private static final int MAX_LINE_LENGTH = 300;

  /** An event of type Warning. */
  record WarningEvent(String kind, String name, String reason, String message) {
    String summary() {
      return reason + " of " + kind + " " + name + ": " + message;
    }
  }

  /** Everything, line by line, for the environment's log. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    rollouts.forEach(
        rollout -> lines.add("not ready: " + rollout.kind() + " " + rollout.summary()));
    problems.forEach(trouble -> lines.add(trouble.summary()));
    startingInit.forEach(line -> lines.add(line));
    warnings.forEach(warning -> lines.add("event " + warning.summary()));
    lastLogLines.forEach(line -> lines.add("last said: " + line));
    unreadyNodes.forEach(node -> lines.add("node " + node + " is not ready"));
    return lines;
  }

  /** What, why, and what next, in one failure. */
  public Failure failure() {
    Optional<LogDiagnosisRule> clue = LogDiagnosisRule.findIn(lastLogLines);
    if (!problems.isEmpty()) {
      PodProblem worst = mostSevere();
      boolean crash = worst.kind() == PodProblemKind.CRASH;
      return failure(
          crash
              ? clue.map(LogDiagnosisRule::code).orElse(worst.kind().code())
              : worst.kind().code(),
          crash
              ? "pod "
                  + worst.pod()
                  + " (container "
                  + worst.container()
                  + ") "
                  + worst.kind().description()
                  + clue.map(found -> " because " + found.why()).orElse("")
                  + lastLogLine()
              : describe(worst) + others(),
          crash
              ? clue.map(LogDiagnosisRule::next).orElse(worst.kind().next())
              : worst.kind().next());
    }
    Optional<WarningEvent> notMade = warning("FailedCreate");
    if (notMade.isPresent()) {
      return failure(
          "pods-not-made",
          "its pods are not allowed or cannot be made: " + shortened(notMade.get().message()),
          "Check the namespace's pod security label and quotas, then retry");
    }
    Optional<WarningEvent> notMounted =
        warning("FailedMount").or(() -> warning("FailedAttachVolume"));
    if (notMounted.isPresent()) {
      return failure(
          "volume-not-mounted",
          shortened(notMounted.get().summary()),
          "Look for the missing Secret or volume in " + namespace + ", then retry");
    }
    if (!startingInit.isEmpty()) {
      return failure(
          clue.map(LogDiagnosisRule::code).orElse("pod-not-initialized"),
          startingInit.getFirst()
              + clue.map(found -> ": " + found.why()).orElse("")
              + lastLogLine(),
          clue.map(LogDiagnosisRule::next)
              .orElse("Read its last lines in the environment's log, mend the cause, then retry"));
    }
    return failure(
        "workload-not-ready",
        notReady() + lastLogLine(),
        "Look at the pods of release " + release + " in " + namespace + ", then retry");
  }

  private PodProblem mostSevere() {
    // The enum's order: what will never mend itself comes first.
    return problems.stream().min(java.util.Comparator.comparing(PodProblem::kind)).orElseThrow();
  }

  private static String describe(PodProblem trouble) {
    return shortened(trouble.summary());
  }

  private String others() {
    long more = problems.stream().map(PodProblem::pod).distinct().count() - 1;
    Stream<String> added =
        Stream.of(
            more > 0 ? more + (more == 1 ? " more pod waits" : " more pods wait") : "",
            unreadyNodes.isEmpty()
                ? ""
                : "not ready: node " + String.join(", node ", unreadyNodes));
    String joined = added.filter(text -> !text.isEmpty()).collect(Collectors.joining("; "));
    return joined.isEmpty() ? "" : "; " + joined;
  }

  private String notReady() {
    if (rollouts.isEmpty()) {
      return "it has no workloads at all";
    }
    return "not ready in time: "
        + rollouts.stream()
            .map(RolloutStatus::summary)
            .limit(MAX_NAMED)
            .collect(Collectors.joining(", "))
        + warnings.stream()
            .findFirst()
            .map(warning -> "; the newest warning is " + shortened(warning.summary()))
            .orElse("")
        + (unreadyNodes.isEmpty()
            ? ""
            : "; not ready: node " + String.join(", node ", unreadyNodes));
  }

  private String lastLogLine() {
    return lastLogLines.isEmpty()
        ? ""
        : "; it last said '" + shortened(lastLogLines.getLast()) + "'";
  }

  private Optional<WarningEvent> warning(String reason) {
    return warnings.stream().filter(warning -> warning.reason().equals(reason)).findFirst();
  }

  private static String shortened(String text) {
    return text.length() <= MAX_LINE_LENGTH ? text : text.substring(0, MAX_LINE_LENGTH) + "…";
  }

  private Failure failure(String code, String why, String next) {
    return new Failure(
        FailureClass.BOOTSTRAP,
        code,
        "Release " + release + " did not come up in " + namespace,
        why,
        next);
  }
}
