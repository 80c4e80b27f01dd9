package io.beta9.provisioning.worker.liveness;

import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.settings.kubernetes.PodSettings;
import io.beta9.provisioning.terraform.process.ProcessId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Determines the identity of this worker, by which others can check whether it is alive. */
public final class WorkerIdentity {
  private static final Logger log = LoggerFactory.getLogger(WorkerIdentity.class);

  /** The start time of a process of which it is unknown whether it is running. */
  static final long UNKNOWN_TICKS = -1;

  private static final Path CLUSTER_AUTHORITY =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount/ca.crt");

  private WorkerIdentity() {}

  /** Returns the identity of the worker in this process. */
  public static RegisteredWorker current(
      PodSettings pod, int concurrency, String version, Path workdir, RandomGenerator random) {
    byte[] suffix = new byte[3];
    random.nextBytes(suffix);
    String host = host();
    long pid = ProcessHandle.current().pid();
    return new RegisteredWorker(
        host + "-" + pid + "-" + HexFormat.of().formatHex(suffix),
        version,
        concurrency,
        workdir.toAbsolutePath().normalize().toString(),
        new RegisteredWorker.HostProcess(
            host, bootId(), pidNamespace(), machineId(), pid, startTicks(pid)),
        pod(pod));
  }

  private static RegisteredWorker.@Nullable WorkerPod pod(PodSettings pod) {
    return pod.podNamespace() == null || pod.podName() == null || pod.podUid() == null
        ? null
        : new RegisteredWorker.WorkerPod(
            pod.isInPod() ? clusterId() : "", pod.podNamespace(), pod.podName(), pod.podUid());
  }

  /** Returns the host name, which Terraform also writes into its locks. */
  public static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      log.warn("The host name could not be determined: {}", e.getMessage());
      return "localhost";
    }
  }

  /** Returns the kernel's boot id; empty if the system does not provide one. */
  public static String bootId() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /** Returns the pid namespace of this process; empty if the system does not provide it. */
  private static String pidNamespace() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static String machineId() {
    try {
      return Files.readString(Path.of("/etc/machine-id")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Returns when the process started, in clock ticks since boot; 0 if there is no such process or
   * it is a zombie, {@link #UNKNOWN_TICKS} if that cannot be determined.
   */
  public static long startTicks(long pid) {
    try {
      return ProcessId.running(pid).map(ProcessId::startTicks).orElse(0L);
    } catch (UncheckedIOException e) {
      log.warn("Whether process {} is running is unknown: {}", pid, e.getMessage());
      return UNKNOWN_TICKS;
    }
  }

  /**
   * Returns what distinguishes the cluster of this pod from others: a hash of the certificate
   * authority of its API server; empty outside of a cluster.
   */
  private static String clusterId() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(CLUSTER_AUTHORITY));
      return HexFormat.of().formatHex(digest);
    } catch (IOException | NoSuchAlgorithmException e) {
      return "";
    }
  }
}
