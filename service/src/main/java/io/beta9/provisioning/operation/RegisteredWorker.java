package io.beta9.provisioning.operation;

import org.jspecify.annotations.Nullable;

/**
 * A worker process as it registers itself, by which others can check whether it is alive.
 *
 * @param concurrency the number of operations that it runs at the same time
 * @param workdir the parent of its stack directories
 * @param process where its process runs
 * @param pod the pod that it runs in; null outside of Kubernetes
 */
public record RegisteredWorker(
    String id,
    String version,
    int concurrency,
    String workdir,
    HostProcess process,
    @Nullable WorkerPod pod) {

  /**
   * A process on a host. Texts are empty if the system does not provide them.
   *
   * @param bootId the kernel's boot id; pids are comparable within one boot only
   * @param pidNamespace the namespace of the pid; a container has its own
   * @param machineId distinguishes machines with the same host name
   * @param startTicks the start time of the process in clock ticks since boot, which distinguishes
   *     it from a later process with the same pid
   */
  public record HostProcess(
      String host,
      String bootId,
      String pidNamespace,
      String machineId,
      long pid,
      long startTicks) {}

  /**
   * A pod.
   *
   * @param clusterId distinguishes its Kubernetes cluster from others; empty if unknown
   */
  public record WorkerPod(String clusterId, String namespace, String name, String uid) {}

  /** Returns the name of the host that the worker runs on. */
  public String host() {
    return process.host();
  }

  /**
   * Returns the place of its child processes: a worker of the same place can access their processes
   * and files.
   */
  public String place() {
    return String.join(" ", process.bootId(), process.pidNamespace(), workdir);
  }

  /**
   * Returns whether both workers are known to be in the same cluster: only then can one find out
   * whether the pod of the other exists.
   */
  public boolean sharesClusterWith(RegisteredWorker other) {
    return pod != null
        && other.pod != null
        && !pod.clusterId().isEmpty()
        && pod.clusterId().equals(other.pod.clusterId());
  }

  /** Returns whether both workers can access the same processes. */
  public boolean sharesPidNamespaceWith(RegisteredWorker other) {
    return !process.bootId().isEmpty()
        && process.bootId().equals(other.process.bootId())
        && process.pidNamespace().equals(other.process.pidNamespace());
  }
}
