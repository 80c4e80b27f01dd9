package io.beta9.provisioning.bootstrap.diagnosis;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The sorts of trouble that a pod can be in, and how long each may go away by itself. */
public enum PodProblemKind {
  INVALID_IMAGE_NAME(
      List.of("InvalidImageName"),
      Duration.ZERO,
      "image-name-invalid",
      "has an image whose name is none",
      "Correct the image's name or version in the environment's configuration, then retry"),
  IMAGE_PULL(
      List.of("ImagePullBackOff", "ErrImagePull", "ImageInspectError", "RegistryUnavailable"),
      Duration.ofSeconds(120),
      "image-not-pulled",
      "cannot pull its image",
      "Check that the image exists with this tag, and that the nodes reach its registry through"
          + " the NAT gateway, then retry"),
  CRASH(
      List.of("CrashLoopBackOff"),
      Duration.ofSeconds(150),
      "container-crashes",
      "crashes again and again",
      "Read its last lines in the environment's log, mend the cause, then retry"),
  NOT_STARTED(
      List.of(
          "CreateContainerConfigError",
          "CreateContainerError",
          "RunContainerError",
          "PreCreateHookError",
          "PostStartHookError"),
      Duration.ofSeconds(60),
      "container-not-started",
      "cannot be started",
      "Look at what it mounts and at its Secrets in the cluster, then retry"),
  UNSCHEDULABLE(
      List.of("Unschedulable"),
      Duration.ofMinutes(8),
      "no-room-for-pods",
      "finds no node",
      "Check that the node group it is meant for has nodes and may grow (its maximum, the account's"
          + " vCPU quota), then retry");

  private final List<String> reasons;
  private final Duration tolerance;
  private final String code;
  private final String description;
  private final String next;

  PodProblemKind(List<String> reasons, Duration patience, String code, String words, String next) {
    this.reasons = reasons;
    this.tolerance = patience;
    this.code = code;
    this.description = words;
    this.next = next;
  }

  /** The sort that a waiting container's reason belongs to; a container that starts is in none. */
  static Optional<PodProblemKind> of(String reason) {
    return Arrays.stream(values()).filter(sort -> sort.reasons.contains(reason)).findFirst();
  }

  /** After this long it will not go away by itself. */
  public Duration tolerance() {
    return tolerance;
  }

  String code() {
    return code;
  }

  public String description() {
    return description;
  }

  String next() {
    return next;
  }
}
