package io.beta9.provisioning.worker.liveness;

import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.settings.PodSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Determines the identity of this worker, by which others can check whether it is alive. */
public final class WorkerIdentity {
  private static final Logger log = LoggerFactory.getLogger(WorkerIdentity.class);

  /** Index in {@code /proc/<pid>/stat}, counted after the closing parenthesis of the command. */
  private static final int START_TIME_FIELD = 19;

  private WorkerIdentity() {}

  /** Returns the identity of the worker in this process. */
  public static WorkerRepository.Identity current(
      PodSettings pod, int concurrency, String version, Path workdir, RandomGenerator random) {
    byte[] suffix = new byte[3];
    random.nextBytes(suffix);
    String host = host();
    long pid = ProcessHandle.current().pid();
    return new WorkerRepository.Identity(
        host + "-" + pid + "-" + HexFormat.of().formatHex(suffix),
        host,
        bootId(),
        pid,
        startTicks(pid),
        pod.podNamespace(),
        pod.podName(),
        pod.podUid(),
        version,
        concurrency,
        pidNamespace(),
        machineId(),
        workdir.toAbsolutePath().normalize().toString());
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
   * it is a zombie.
   */
  public static long startTicks(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      boolean dead = fields[0].equals("Z") || fields[0].equals("X");
      return dead ? 0 : Long.parseLong(fields[START_TIME_FIELD]);
    } catch (IOException e) {
      return 0;
    }
  }
}
