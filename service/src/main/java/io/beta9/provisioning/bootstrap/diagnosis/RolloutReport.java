package io.beta9.provisioning.bootstrap.diagnosis;

import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.bootstrap.cluster.RolloutStatus;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.format.Excerpt;
import io.beta9.provisioning.format.ShellCommand;
import io.beta9.provisioning.format.ShortList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the cluster reports about a release that does not become ready.
 *
 * @param rollouts those that are not done
 * @param startingInit pods whose init container runs and does not end
 * @param warnings events, the newest first
 * @param lastLogLines the last lines of the containers that crash, or that keep others waiting
 * @param unready nodes that are not ready
 */
public record RolloutReport(
    String release,
    String namespace,
    List<RolloutStatus> rollouts,
    List<PodProblem> problems,
    List<InitContainer> startingInit,
    List<WarningEvent> warnings,
    List<String> lastLogLines,
    List<String> unreadyNodes) {
  private static final int MAX_NAMED = 3;
  private static final int MAX_LINE_LENGTH = 600;

  /** The API server lists every rule that a pod violates. */
  private static final int MAX_REJECTION_LENGTH = 1000;

  /** An init container that runs and does not end. */
  record InitContainer(String pod, String container) {
    String summary() {
      return "pod " + pod + " is waiting for its init container " + container;
    }
  }

  /** An event of type Warning. */
  record WarningEvent(String kind, String name, String reason, String message) {
    String summary() {
      return reason + " of " + kind + " " + name + ": " + message;
    }
  }

  /** Returns everything, for the environment's log. */
  public List<ClusterProgress> progress() {
    List<ClusterProgress> all = new ArrayList<>();
    rollouts.forEach(rollout -> all.add(new ClusterProgress.WorkloadUnready(rollout.progress())));
    problems.forEach(
        problem ->
            all.add(
                new ClusterProgress.PodFailing(
                    problem.failingPod(), problem.container(), problem.message())));
    startingInit.forEach(
        init -> all.add(new ClusterProgress.InitContainerRunning(init.pod(), init.container())));
    warnings.forEach(
        warning ->
            all.add(
                new ClusterProgress.WarningReported(
                    warning.kind(), warning.name(), warning.reason(), warning.message())));
    lastLogLines.forEach(line -> all.add(new ClusterProgress.LastLogLine(line)));
    unreadyNodes.forEach(node -> all.add(new ClusterProgress.NodeUnready(node)));
    return List.copyOf(all);
  }

  /** Returns the failure of the most severe problem. */
  public Failure failure() {
    Optional<RolloutStatus> rejected =
        rollouts.stream().filter(RolloutStatus::isRejected).findFirst();
    if (rejected.isPresent()) {
      return failure(FailureCode.PODS_NOT_CREATED)
          .with(
              FailureParameter.REPORTED,
              shortened(rejected.get().creationError(), MAX_REJECTION_LENGTH));
    }
    Optional<FailureCode> cause = LogDiagnosisRule.findIn(lastLogLines);
    if (!problems.isEmpty()) {
      return ofPods(cause);
    }
    Optional<WarningEvent> notCreated = warning("FailedCreate");
    if (notCreated.isPresent()) {
      return failure(FailureCode.PODS_NOT_CREATED)
          .with(FailureParameter.REPORTED, shortened(notCreated.get().message()));
    }
    Optional<WarningEvent> notMounted =
        warning("FailedMount").or(() -> warning("FailedAttachVolume"));
    if (notMounted.isPresent()) {
      return failure(FailureCode.VOLUME_NOT_MOUNTED)
          .with(FailureParameter.REPORTED, shortened(notMounted.get().summary()));
    }
    if (!startingInit.isEmpty()) {
      return failure(cause.orElse(FailureCode.POD_NOT_INITIALIZED))
          .with(FailureParameter.POD, startingInit.getFirst().pod())
          .with(FailureParameter.CONTAINER, startingInit.getFirst().container())
          .with(FailureParameter.LOG_LINE, lastLine());
    }
    return failure(FailureCode.WORKLOAD_NOT_READY)
        .with(
            FailureParameter.WORKLOADS,
            ShortList.of(rollouts.stream().map(RolloutStatus::stored).toList(), MAX_NAMED))
        .with(
            FailureParameter.REPORTED,
            warnings.stream().findFirst().map(warning -> shortened(warning.summary())).orElse(""))
        .with(FailureParameter.UNREADY, unreadyNodeNames())
        .with(FailureParameter.LOG_LINE, lastLine())
        .with(
            FailureParameter.INSPECTION,
            ShellCommand.of("kubectl", "--namespace", namespace, "get", "pods,events"));
  }

  /** Each code is a cause of its own; what never resolves without intervention comes first. */
  private Failure ofPods(Optional<FailureCode> cause) {
    List<Failure> causes =
        problems.stream()
            .sorted(Comparator.comparing(PodProblem::kind))
            .collect(
                Collectors.groupingBy(
                    problem -> problem.kind().code(), LinkedHashMap::new, Collectors.toList()))
            .values()
            .stream()
            .map(alike -> ofPod(alike, cause))
            .toList();
    return causes.getFirst().and(causes.subList(1, causes.size()));
  }

  private Failure ofPod(List<PodProblem> alike, Optional<FailureCode> cause) {
    PodProblem worst = alike.getFirst();
    boolean crash = worst.kind() == PodProblemKind.CRASH;
    Failure failure =
        failure(crash ? cause.orElse(worst.kind().code()) : worst.kind().code())
            .with(FailureParameter.POD, worst.pod())
            .with(FailureParameter.CONTAINER, worst.container())
            .with(FailureParameter.INSPECTION, crash ? logs(worst) : describe(worst.pod()));
    if (crash) {
      return failure.with(FailureParameter.LOG_LINE, lastLine());
    }
    long more = alike.stream().map(PodProblem::pod).distinct().count() - 1;
    return failure
        .with(FailureParameter.REPORTED, shortened(worst.message()))
        .with(FailureParameter.MORE_PODS, more > 0 ? Long.toString(more) : null)
        .with(FailureParameter.UNREADY, unreadyNodeNames());
  }

  private String describe(String pod) {
    return ShellCommand.of("kubectl", "--namespace", namespace, "describe", "pod", pod);
  }

  private String logs(PodProblem problem) {
    return ShellCommand.of(
        "kubectl",
        "--namespace",
        namespace,
        "logs",
        "--previous",
        problem.pod(),
        "--container",
        problem.container());
  }

  private String unreadyNodeNames() {
    return String.join(", ", unreadyNodes);
  }

  private String lastLine() {
    return lastLogLines.isEmpty() ? "" : shortened(lastLogLines.getLast());
  }

  private Optional<WarningEvent> warning(String reason) {
    return warnings.stream().filter(warning -> warning.reason().equals(reason)).findFirst();
  }

  private static String shortened(String text) {
    return shortened(text, MAX_LINE_LENGTH);
  }

  private static String shortened(String text, int length) {
    return Excerpt.of(text, length);
  }

  private Failure failure(FailureCode code) {
    return Failure.of(code).about(release).with(FailureParameter.NAMESPACE, namespace);
  }
}
