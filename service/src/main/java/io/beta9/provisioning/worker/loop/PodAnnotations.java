package io.beta9.provisioning.worker.loop;

/** The annotations of the pod that this process runs in. */
@FunctionalInterface
public interface PodAnnotations {
  /** Ignores all annotations. */
  PodAnnotations NONE = (name, value) -> {};

  /**
   * Sets an annotation.
   *
   * @throws RuntimeException if Kubernetes is unavailable or rejects it
   */
  void set(String name, String value);
}
