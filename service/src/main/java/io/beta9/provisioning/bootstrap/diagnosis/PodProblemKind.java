package io.beta9.provisioning.bootstrap.diagnosis;

import io.beta9.provisioning.failure.FailureCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The kinds of problems of a pod, and how long each may resolve without intervention. */
public enum PodProblemKind {
  INVALID_IMAGE_NAME(
      List.of("InvalidImageName"),
      Duration.ZERO,
      FailureCode.IMAGE_NAME_INVALID,
      "has an invalid image name"),
  /** The registry has answered that it does not have the image, or denies it. */
  IMAGE_UNAVAILABLE(
      List.of(),
      Duration.ofSeconds(40),
      FailureCode.IMAGE_NOT_PULLED,
      "cannot pull its image, which does not exist or is denied"),
  IMAGE_PULL(
      List.of("ImagePullBackOff", "ErrImagePull", "ImageInspectError", "RegistryUnavailable"),
      Duration.ofSeconds(120),
      FailureCode.IMAGE_NOT_PULLED,
      "cannot pull its image"),
  CRASH(
      List.of("CrashLoopBackOff"),
      Duration.ofSeconds(150),
      FailureCode.CONTAINER_CRASHES,
      "crashes repeatedly"),
  NOT_STARTED(
      List.of(
          "CreateContainerConfigError",
          "CreateContainerError",
          "RunContainerError",
          "PreCreateHookError",
          "PostStartHookError"),
      Duration.ofSeconds(60),
      FailureCode.CONTAINER_NOT_STARTED,
      "cannot be started"),
  /**
   * Of a Secret, ConfigMap or volume claim that does not exist, or lacks a key. The status says it
   * only of a claim.
   */
  NOT_MOUNTED(
      List.of(), Duration.ofSeconds(30), FailureCode.VOLUME_NOT_MOUNTED, "cannot mount a volume"),
  /** No node has what the pod requires, and no node that is added would have it. */
  NEVER_SCHEDULABLE(
      List.of(),
      Duration.ofSeconds(30),
      FailureCode.PODS_UNSCHEDULABLE,
      "cannot be scheduled on any node of the cluster"),
  UNSCHEDULABLE(
      List.of("Unschedulable"),
      Duration.ofMinutes(8),
      FailureCode.PODS_UNSCHEDULABLE,
      "cannot be scheduled"),
  /** The kubelet tries again after a pause of up to five minutes. */
  IMAGE_PULL_LIMITED(
      List.of(),
      Duration.ofMinutes(11),
      FailureCode.IMAGE_PULL_LIMITED,
      "cannot pull its image now: its registry limits the rate"),
  /** No answer, or an error of the registry's own. */
  IMAGE_REGISTRY_UNREACHABLE(
      List.of(),
      Duration.ofMinutes(2),
      FailureCode.IMAGE_REGISTRY_UNREACHABLE,
      "cannot pull its image now: its registry does not answer");

  private static final Pattern RATE_LIMITED =
      Pattern.compile(
          "(?i)\\b429\\b|too ?many ?requests|rate ?limit|rate exceeded|\\bthrottl|pull QPS"
              + " exceeded");
  private static final Pattern UNAVAILABLE =
      Pattern.compile(
          "(?i)not found|manifest unknown|name unknown|no such image|does not exist|no match for"
              + " platform|access denied|\\b40[134]\\b|forbidden|unauthorized|no basic"
              + " auth|denied:");

  /** No node that is added has it. */
  private static final Pattern MISSING_CLAIM =
      Pattern.compile("(?i)persistentvolumeclaim \\S+ (?:not found|is being deleted)");

  private static final Pattern UNREACHABLE =
      Pattern.compile(
          "(?i)\\bdial tcp|\\btime(?:d )?out\\b|deadline exceeded|no such host|connection"
              + " re(?:set|fused)|\\bEOF\\b|request canceled|context cancell?ed|failed"
              + " precondition|failed size validation|service unavailable|bad gateway|internal"
              + " server error|TLS handshake|\\b5\\d\\d [A-Z]|: 50[0234]\\b|no route to host");

  private final List<String> reasons;
  private final Duration tolerance;
  private final FailureCode code;
  private final String description;

  PodProblemKind(List<String> reasons, Duration tolerance, FailureCode code, String description) {
    this.reasons = reasons;
    this.tolerance = tolerance;
    this.code = code;
    this.description = description;
  }

  /** Returns the kind of a waiting container's reason; empty for a container that is starting. */
  static Optional<PodProblemKind> of(String reason) {
    return Arrays.stream(values()).filter(kind -> kind.reasons.contains(reason)).findFirst();
  }

  /**
   * Returns the kind of a waiting container's reason and message: a registry's answer that is final
   * differs from one that passes.
   */
  static Optional<PodProblemKind> of(String reason, String message) {
    return of(reason).map(kind -> kind == IMAGE_PULL ? ofPull(message) : kind);
  }

  /** Returns the kind of what the scheduler reports. */
  static PodProblemKind ofScheduling(String message) {
    return MISSING_CLAIM.matcher(message).find() ? NOT_MOUNTED : UNSCHEDULABLE;
  }

  private static PodProblemKind ofPull(String message) {
    if (RATE_LIMITED.matcher(message).find()) {
      return IMAGE_PULL_LIMITED;
    }
    if (UNAVAILABLE.matcher(message).find()) {
      return IMAGE_UNAVAILABLE;
    }
    return UNREACHABLE.matcher(message).find() ? IMAGE_REGISTRY_UNREACHABLE : IMAGE_PULL;
  }

  /** Returns whether the kind says why an image is not pulled, beyond that it is not. */
  boolean explainsPull() {
    return this == IMAGE_UNAVAILABLE
        || this == IMAGE_PULL_LIMITED
        || this == IMAGE_REGISTRY_UNREACHABLE;
  }

  /** Returns how long the problem may last before it is considered permanent. */
  public Duration tolerance() {
    return tolerance;
  }

  FailureCode code() {
    return code;
  }

  /** Returns a predicate about the pod: "cannot pull its image". */
  public String description() {
    return description;
  }
}
