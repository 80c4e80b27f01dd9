package io.beta9.provisioning.terraform.stack;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.process.ChildUser;
import io.beta9.provisioning.terraform.process.CredentialsFile;
import io.beta9.provisioning.terraform.process.ForeignProcesses;
import io.beta9.provisioning.terraform.process.PrivateFiles;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * The directory in which Terraform runs for one environment: {@code
 * <base>/<environment>/cdktf.out/stacks/beta9-aws}. Its content is generated from the {@link
 * StackSpec}, except for the runs, the log and a state that could not be written.
 */
public final class StackDirectory {
  public static final String PLAN = "plan.tfplan";
  public static final String LOG = "terraform.log";
  public static final String CLI_CONFIG = "cli.tfrc";
  public static final String PROVIDER_LOCK = ".terraform.lock.hcl";
  public static final String ERRORED_STATE = "errored.tfstate";
  static final String OLD_LOG = LOG + ".1";

  /** The number of ended runs whose output is kept for operators. */
  static final int KEPT_RUNS = 20;

  /** The log is renamed when it is larger, and its predecessor deleted. */
  static final long MAX_LOG_BYTES = 10L * 1024 * 1024;

  private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,119}");

  private final StackLayout layout;

  private StackDirectory(StackLayout layout) {
    this.layout = layout;
  }

  /** Returns the directory of this environment, which may not exist; creates nothing. */
  public static StackDirectory at(Path base, EnvironmentId id) {
    return new StackDirectory(StackLayout.at(base, id));
  }

  /**
   * Returns the environment's directory of another user, which this process does not use, if there
   * is one.
   */
  public static Optional<Path> ofAnotherUser(Path base, EnvironmentId id) {
    return StackLayout.ofAnotherUser(base, id);
  }

  /** Creates the directory without its configuration, owned by the user of the options. */
  public static StackDirectory create(Path base, EnvironmentId id, TerraformOptions options) {
    StackDirectory stack = at(base, id);
    try {
      new StackOwnership(stack.layout).establish(options.user());
      stack.rotateLog();
    } catch (IOException e) {
      throw new UncheckedIOException("the stack directory " + stack.path() + " is unusable", e);
    }
    return stack;
  }

  /**
   * Creates or updates the directory. Idempotent; configuration files that the spec no longer
   * contains are deleted, so that they do not affect a plan.
   */
  public static StackDirectory prepare(Path base, StackSpec spec, TerraformOptions options) {
    StackDirectory stack = create(base, spec.id(), options);
    try {
      SortedMap<String, byte[]> module = ModuleFiles.read();
      stack.removeObsoleteConfiguration(module);
      for (Map.Entry<String, byte[]> file : module.entrySet()) {
        stack.write(file.getKey(), file.getValue());
      }
      stack.write("terraform.tfvars.json", CdkAssembly.variables(spec));
      stack.write("cdk.tf.json", CdkAssembly.settings(spec, options));
      PrivateFiles.write(
          stack.layout.assembly().resolve("manifest.json"),
          CdkAssembly.manifest().getBytes(StandardCharsets.UTF_8));
      PrivateFiles.write(
          stack.layout.environmentDirectory().resolve("cdktf.json"),
          CdkAssembly.project().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the stack directory " + stack.path() + " is unusable", e);
    }
    return stack;
  }

  /** Returns the directory in which Terraform runs. */
  public Path path() {
    return layout.stack();
  }

  /** Returns the user that Terraform runs as; empty for the user of this process. */
  public Optional<ChildUser> user() {
    return layout.user();
  }

  /** Returns the log, which contains the messages of all runs. */
  public Path log() {
    return layout.log();
  }

  /** Returns the directory of one run: its output, process id and exit code. */
  public Path runDirectory(String runId) {
    if (!RUN_ID.matcher(runId).matches()) {
      throw new IllegalArgumentException("'" + runId + "' is not a run id");
    }
    return layout.runs().resolve(runId);
  }

  /**
   * Returns the directory for files with secrets that exist only during one call. Creates it if it
   * does not exist.
   */
  public Path privateDirectory() {
    Path directory = layout.privateFiles();
    try {
      PrivateFiles.createDirectory(directory, user());
    } catch (IOException e) {
      throw new UncheckedIOException(directory + " is unusable", e);
    }
    return directory;
  }

  /**
   * Deletes the private files that a killed process has left. The caller has the claim on the
   * environment and has not written any.
   */
  public void removePrivateFiles() {
    try {
      PrivateFiles.deleteTree(layout.privateFiles());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Deletes private files that are older than any call takes. Their process was killed, and another
   * host has taken the environment over.
   */
  public void removePrivateFilesBefore(Instant time) {
    try {
      for (Path file : PrivateFiles.list(layout.privateFiles())) {
        // Its owner may delete it at any time; a file that does not exist has the time 0.
        if (Instant.ofEpochMilli(file.toFile().lastModified()).isBefore(time)) {
          PrivateFiles.deleteTree(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the running processes of this directory, started by any worker. */
  public List<ChildProcess> liveRuns() {
    return runs().live();
  }

  /** Returns the ended processes of this directory, started by any worker. */
  public List<ChildProcess> endedRuns() {
    return runs().ended();
  }

  private StackRuns runs() {
    return new StackRuns(layout.runs());
  }

  /** Returns the pids of Terraform processes in this directory that no worker started. */
  public List<Long> foreignProcesses() {
    return ForeignProcesses.in(
        path(),
        liveRuns().stream()
            .map(run -> run.process().pid())
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** Returns the file of the state that Terraform could not write; it may be the only copy. */
  public Optional<Path> erroredState() {
    return Optional.of(path().resolve(ERRORED_STATE))
        .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
  }

  /** Returns the content of such a state, if there is one. */
  public Optional<byte[]> readErroredState() {
    try {
      return PrivateFiles.readUntrusted(path().resolve(ERRORED_STATE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes such a state to the file where Terraform would have written it. */
  public void restoreErroredState(byte[] state) {
    try {
      write(ERRORED_STATE, state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes such a state. */
  public void removeErroredState() {
    try {
      Files.deleteIfExists(path().resolve(ERRORED_STATE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Deletes the output of ended runs except the latest {@value #KEPT_RUNS}. The caller has stored
   * it.
   */
  public void pruneRuns() {
    runs().prune(KEPT_RUNS);
  }

  /**
   * Returns whether the directory must not be deleted: a process may be running in it, or it
   * contains a state that Terraform could not write.
   */
  public boolean isNeeded() {
    return !liveRuns().isEmpty()
        || !runs().haveAllEnded()
        || !foreignProcesses().isEmpty()
        || erroredState().isPresent();
  }

  /**
   * Deletes what killed processes have left although it contains secrets: a plan that was not
   * applied, which contains the state, and the credentials of runs. The caller has locked the
   * environment, which has no active operation, and knows that no process is running.
   */
  public void removeSecretsOfRuns() {
    try {
      Files.deleteIfExists(path().resolve(PLAN));
      for (Path run : PrivateFiles.list(layout.runs())) {
        CredentialsFile.deleteFrom(run);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns when a run or the configuration last changed. */
  public Instant lastUsed() {
    try {
      Instant latest = modified(layout.environmentDirectory());
      for (Path file : List.of(path(), layout.runs(), layout.log())) {
        Instant time = Files.exists(file) ? modified(file) : latest;
        latest = time.isAfter(latest) ? time : latest;
      }
      return latest;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Moves the directory, so that it disappears atomically; the caller deletes the target. */
  public void moveTo(Path target) {
    try {
      Files.move(layout.environmentDirectory(), target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Instant modified(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toInstant();
  }

  private void rotateLog() throws IOException {
    Path log = log();
    if (Files.exists(log) && Files.size(log) > MAX_LOG_BYTES) {
      Files.move(log, layout.oldLog(), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Deletes all files of this environment. */
  public void delete() {
    try {
      PrivateFiles.deleteUntrustedTree(layout.environmentDirectory());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes the zones of the node groups, which are known only when the plan is created: AWS tells
   * them.
   *
   * @param zones by the name of the node group
   */
  public void writeNodeGroupZones(Map<String, List<String>> zones) {
    try {
      write(
          "node-group-zones.auto.tfvars.json",
          JsonMapper.shared().writeValueAsString(Map.of("node_group_zones", zones)));
    } catch (IOException e) {
      throw new UncheckedIOException("the stack directory " + path() + " is unusable", e);
    }
  }

  /**
   * Writes the versions of the add-ons, which follow from the Kubernetes version.
   *
   * @param versions by the name of the add-on
   */
  public void writeAddOnVersions(Map<String, String> versions) {
    try {
      write(
          "add-on-versions.auto.tfvars.json",
          JsonMapper.shared().writeValueAsString(Map.of("add_on_versions", versions)));
    } catch (IOException e) {
      throw new UncheckedIOException("the stack directory " + path() + " is unusable", e);
    }
  }

  /**
   * Writes to whom the public endpoint of a private cluster is open while an operation uses it.
   *
   * @param cidrs empty if it is closed
   */
  public void writeTemporaryAccess(List<String> cidrs) {
    try {
      write(
          "temporary-access.auto.tfvars.json",
          JsonMapper.shared().writeValueAsString(Map.of("temporary_api_cidrs", cidrs)));
    } catch (IOException e) {
      throw new UncheckedIOException("the stack directory " + path() + " is unusable", e);
    }
  }

  /**
   * Writes the names of the node groups and those that are kept until their pods have moved.
   *
   * @param names by pool, the name of its group if that is not the pool's
   * @param retiring by name, the variables of each group
   */
  public void writeNodeGroups(
      Map<String, String> names, Map<String, Map<String, Object>> retiring) {
    try {
      write(
          "node-groups.auto.tfvars.json",
          JsonMapper.shared()
              .writeValueAsString(
                  Map.of("node_group_names", names, "retiring_node_groups", retiring)));
    } catch (IOException e) {
      throw new UncheckedIOException("the stack directory " + path() + " is unusable", e);
    }
  }

  /** Writes a file of the directory atomically. */
  public void write(String name, String content) throws IOException {
    write(name, content.getBytes(StandardCharsets.UTF_8));
  }

  private void write(String name, byte[] content) throws IOException {
    Path file = path().resolve(name);
    Optional<ChildUser> user = user();
    if (user.isPresent()) {
      PrivateFiles.write(file, content, layout.environmentDirectory(), user.get());
    } else {
      PrivateFiles.write(file, content);
    }
  }

  /** Returns the parent of the directories of all environments. */
  Path base() {
    return Objects.requireNonNull(layout.environmentDirectory().getParent());
  }

  private void removeObsoleteConfiguration(SortedMap<String, byte[]> module) throws IOException {
    for (Path file : PrivateFiles.list(path())) {
      String name = String.valueOf(file.getFileName());
      boolean configuration =
          name.endsWith(".tf")
              || name.endsWith(".tf.json")
              // OpenTofu prefers them: https://opentofu.org/docs/language/files/
              || name.endsWith(".tofu")
              || name.endsWith(".tofu.json")
              || name.endsWith(".auto.tfvars")
              || name.endsWith(".auto.tfvars.json")
              || name.equals("terraform.tfvars");
      if (configuration && !name.equals("cdk.tf.json") && !module.containsKey(name)) {
        Files.delete(file);
      }
    }
  }
}
