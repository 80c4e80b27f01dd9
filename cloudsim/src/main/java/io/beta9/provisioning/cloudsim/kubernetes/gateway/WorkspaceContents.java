package io.beta9.provisioning.cloudsim.kubernetes.gateway;

import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the users of a workspace have created. Callers synchronize on it. */
final class WorkspaceContents implements Serializable {
  private static final long serialVersionUID = 1;

  /** An exit code of Beta9: the container was stopped by its user. */
  static final int STOPPED_BY_USER = 560;

  /** An exit code of Beta9: the container has lived as long as it may. */
  static final int EXPIRED = 559;

  private static final int MAX_LOG_LINES = 20;

  final Map<String, String> secrets = new TreeMap<>();

  /** Volumes by name. */
  final Map<String, Volume> volumes = new TreeMap<>();

  final Set<String> images = new TreeSet<>();
  final Map<String, Stub> stubs = new TreeMap<>();
  final Map<String, Container> containers = new LinkedHashMap<>();
  private final List<String> workerLog = new ArrayList<>();
  private int builds;

  /** A volume with the contents of its files. */
  static final class Volume implements Serializable {
    private static final long serialVersionUID = 1;

    final String id;
    final Map<String, String> files = new TreeMap<>();

    Volume(String id) {
      this.id = id;
    }
  }

  /**
   * What a container is created from.
   *
   * @param pool null if no pool has the GPU
   * @param mounts the names of the volumes by the directory at which they are mounted
   */
  record Stub(
      String name,
      String imageId,
      @Nullable String pool,
      int gpus,
      int keepWarmSeconds,
      TreeMap<String, String> mounts)
      implements Serializable {}

  /** A container and the commands that were executed in it. */
  static final class Container implements Serializable {
    private static final long serialVersionUID = 1;

    final Stub stub;
    final Instant created;
    boolean running;
    @Nullable Integer exitCode;
    final List<Execution> executions = new ArrayList<>();

    Container(Stub stub, Instant created) {
      this.stub = stub;
      this.created = created;
    }

    boolean isActive() {
      return exitCode == null;
    }

    void exit(int code) {
      running = false;
      exitCode = code;
    }
  }

  /** A command in a container. Each part of its output can be read once. */
  static final class Execution implements Serializable {
    private static final long serialVersionUID = 1;

    final int exitCode;
    final Instant end;
    String stdout;
    String stderr;

    Execution(int exitCode, String stdout, String stderr, Instant end) {
      this.exitCode = exitCode;
      this.stdout = stdout;
      this.stderr = stderr;
      this.end = end;
    }

    String takeStdout() {
      String taken = stdout;
      stdout = "";
      return taken;
    }

    String takeStderr() {
      String taken = stderr;
      stderr = "";
      return taken;
    }
  }

  /** Returns the pools whose workers have something to execute. */
  synchronized Set<String> busyPools() {
    Set<String> pools = new TreeSet<>();
    if (builds > 0) {
      pools.add(ImageApi.POOL);
    }
    containers.values().stream()
        .filter(Container::isActive)
        .map(container -> container.stub.pool())
        .forEach(
            pool -> {
              if (pool != null) {
                pools.add(pool);
              }
            });
    return pools;
  }

  synchronized void beginBuild() {
    builds++;
  }

  synchronized void endBuild() {
    builds--;
  }

  /** Adds a line to the log of the workers. */
  synchronized void log(String line) {
    workerLog.add(line);
    if (workerLog.size() > MAX_LOG_LINES) {
      workerLog.removeFirst();
    }
  }

  synchronized List<String> workerLog() {
    return List.copyOf(workerLog);
  }
}
