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
    List<PodProblem> troubles,
    List<String> startingInit,
    List<Warning> warnings,
    List<String> lastWords,
    List<String> unready) {
  private static final int MOST_NAMED = 3;
  private static final int LINE = 300;

  /** An event of type Warning. */
  record Warning(String kind, String name, String reason, String message) {
    String words() {
      return reason + " of " + kind + " " + name + ": " + message;
    }
  }

  /** Everything, line by line, for the environment's log. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    rollouts.forEach(rollout -> lines.add("not ready: " + rollout.kind() + " " + rollout.words()));
    troubles.forEach(trouble -> lines.add(trouble.words()));
    startingInit.forEach(line -> lines.add(line));
    warnings.forEach(warning -> lines.add("event " + warning.words()));
    lastWords.forEach(line -> lines.add("last said: " + line));
    unready.forEach(node -> lines.add("node " + node + " is not ready"));
    return lines;
  }

  /** What, why, and what next, in one failure. */
  public Failure failure() {
    Optional<LogDiagnosisRule> clue = LogDiagnosisRule.in(lastWords);
    if (!troubles.isEmpty()) {
      PodProblem worst = worst();
      boolean crash = worst.sort() == PodProblemKind.CRASH;
      return failure(
          crash
              ? clue.map(LogDiagnosisRule::code).orElse(worst.sort().code())
              : worst.sort().code(),
          crash
              ? "pod "
                  + worst.pod()
                  + " (container "
                  + worst.container()
                  + ") "
                  + worst.sort().words()
                  + clue.map(found -> " because " + found.why()).orElse("")
                  + said()
              : told(worst) + others(),
          crash
              ? clue.map(LogDiagnosisRule::next).orElse(worst.sort().next())
              : worst.sort().next());
    }
    Optional<Warning> notMade = warning("FailedCreate");
    if (notMade.isPresent()) {
      return failure(
          "pods-not-made",
          "its pods are not allowed or cannot be made: " + shortened(notMade.get().message()),
          "Check the namespace's pod security label and quotas, then retry");
    }
    Optional<Warning> notMounted = warning("FailedMount").or(() -> warning("FailedAttachVolume"));
    if (notMounted.isPresent()) {
      return failure(
          "volume-not-mounted",
          shortened(notMounted.get().words()),
          "Look for the missing Secret or volume in " + namespace + ", then retry");
    }
    if (!startingInit.isEmpty()) {
      return failure(
          clue.map(LogDiagnosisRule::code).orElse("pod-not-initialized"),
          startingInit.getFirst() + clue.map(found -> ": " + found.why()).orElse("") + said(),
          clue.map(LogDiagnosisRule::next)
              .orElse("Read its last lines in the environment's log, mend the cause, then retry"));
    }
    return failure(
        "workload-not-ready",
        notReady() + said(),
        "Look at the pods of release " + release + " in " + namespace + ", then retry");
  }

  private PodProblem worst() {
    // The enum's order: what will never mend itself comes first.
    return troubles.stream().min(java.util.Comparator.comparing(PodProblem::sort)).orElseThrow();
  }

  private static String told(PodProblem trouble) {
    return shortened(trouble.words());
  }

  private String others() {
    long more = troubles.stream().map(PodProblem::pod).distinct().count() - 1;
    Stream<String> added =
        Stream.of(
            more > 0 ? more + (more == 1 ? " more pod waits" : " more pods wait") : "",
            unready.isEmpty() ? "" : "not ready: node " + String.join(", node ", unready));
    String joined = added.filter(text -> !text.isEmpty()).collect(Collectors.joining("; "));
    return joined.isEmpty() ? "" : "; " + joined;
  }

  private String notReady() {
    if (rollouts.isEmpty()) {
      return "it has no workloads at all";
    }
    return "not ready in time: "
        + rollouts.stream()
            .map(RolloutStatus::words)
            .limit(MOST_NAMED)
            .collect(Collectors.joining(", "))
        + warnings.stream()
            .findFirst()
            .map(warning -> "; the newest warning is " + shortened(warning.words()))
            .orElse("")
        + (unready.isEmpty() ? "" : "; not ready: node " + String.join(", node ", unready));
  }

  private String said() {
    return lastWords.isEmpty() ? "" : "; it last said '" + shortened(lastWords.getLast()) + "'";
  }

  private Optional<Warning> warning(String reason) {
    return warnings.stream().filter(warning -> warning.reason().equals(reason)).findFirst();
  }

  private static String shortened(String text) {
    return text.length() <= LINE ? text : text.substring(0, LINE) + "…";
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
