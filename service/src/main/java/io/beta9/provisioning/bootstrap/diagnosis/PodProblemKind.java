package io.beta9.provisioning.bootstrap.diagnosis;

import io.beta9.provisioning.failure.FailureCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The kinds of problems of a pod, and how long each may resolve without intervention. */
public enum PodProblemKind {
  INVALID_IMAGE_NAME(
      List.of("InvalidImageName"),
      Duration.ZERO,
      FailureCode.IMAGE_NAME_INVALID,
      "has an invalid image name"),
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
  UNSCHEDULABLE(
      List.of("Unschedulable"),
      Duration.ofMinutes(8),
      FailureCode.PODS_UNSCHEDULABLE,
      "cannot be scheduled");

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
