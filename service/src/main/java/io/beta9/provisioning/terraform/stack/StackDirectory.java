package io.beta9.provisioning.terraform.stack;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.process.ForeignProcesses;
import io.beta9.provisioning.terraform.process.PrivateFiles;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The folder in which Terraform runs for one environment: {@code
 * <base>/<environment>/cdktf.out/stacks/beta9-aws}. Everything in it follows from the {@link
 * StackSpec}, but for the runs, the log and a state that could not be saved.
 */
public final class StackDirectory {
  public static final String PLAN = "plan.tfplan";
  public static final String LOG = "terraform.log";
  public static final String CLI_CONFIG = "cli.tfrc";
  public static final String ERRORED_STATE = "errored.tfstate";
  private static final String RUNS = "runs";
  private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,119}");

  private final Path environmentFolder;

  private StackDirectory(Path environmentFolder) {
    this.environmentFolder = environmentFolder;
  }

  /** The folder of this environment, as it is or is not there; nothing is written. */
  public static StackDirectory at(Path base, EnvironmentId id) {
    return new StackDirectory(base.toAbsolutePath().normalize().resolve(id.value()));
  }

  /**
   * Makes the folder what the spec says. A repetition writes nothing; configuration that is not in
   * the spec any more is removed, so that no leftover takes part in a plan.
   */
  public static StackDirectory prepare(Path base, StackSpec spec, TerraformOptions options) {
    StackDirectory stack = at(base, spec.id());
    try {
      stack.makeFolders();
      SortedMap<String, byte[]> module = ModuleFiles.read();
      stack.removeStrangers(module);
      for (Map.Entry<String, byte[]> file : module.entrySet()) {
        PrivateFiles.write(stack.path().resolve(file.getKey()), file.getValue());
      }
      stack.write("terraform.tfvars.json", CdkAssembly.variables(spec));
      stack.write("cdk.tf.json", CdkAssembly.settings(spec, options));
      PrivateFiles.write(
          stack.assembly().resolve("manifest.json"),
          CdkAssembly.manifest().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the stack directory " + stack.path() + " is unusable", e);
    }
    return stack;
  }

  public Path path() {
    return assembly().resolve("stacks").resolve(CdkAssembly.STACK);
  }

  /** Where one run keeps its output, its process id and its exit code. */
  public Path runDirectory(String runId) {
    if (!RUN_ID.matcher(runId).matches()) {
      throw new IllegalArgumentException("'" + runId + "' is not a run's id");
    }
    return path().resolve(RUNS).resolve(runId);
  }

  /** The processes started here that are alive, whichever worker started them. */
  public List<ChildProcess> liveRuns() {
    try {
      return PrivateFiles.list(path().resolve(RUNS)).stream()
          .flatMap(run -> ChildProcess.reattach(run).stream())
          .filter(child -> child.liveness() == ChildProcess.Liveness.ALIVE)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The processes started here that are no more, whichever worker started them. */
  public List<ChildProcess> endedRuns() {
    try {
      return PrivateFiles.list(path().resolve(RUNS)).stream()
          .flatMap(run -> ChildProcess.reattach(run).stream())
          .filter(child -> child.liveness() != ChildProcess.Liveness.ALIVE)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Pids of Terraforms that somebody else runs in this folder at this moment. */
  public List<Long> strangers() {
    return ForeignProcesses.in(
        path(),
        liveRuns().stream()
            .map(run -> run.process().pid())
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** The state that Terraform could not save: the only record of what it made. */
  public Optional<Path> erroredState() {
    return Optional.of(path().resolve(ERRORED_STATE)).filter(Files::isRegularFile);
  }

  /** Puts such a state back where Terraform would have left it. */
  public void restoreErroredState(byte[] state) {
    try {
      PrivateFiles.write(path().resolve(ERRORED_STATE), state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes such a state away, since it is not needed here any more. */
  public void removeErroredState() {
    try {
      Files.deleteIfExists(path().resolve(ERRORED_STATE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes everything of this environment from this disk. */
  public void delete() {
    try {
      PrivateFiles.deleteTree(environmentFolder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void write(String name, String content) throws IOException {
    PrivateFiles.write(path().resolve(name), content.getBytes(StandardCharsets.UTF_8));
  }

  private Path assembly() {
    return environmentFolder.resolve("cdktf.out");
  }

  private void makeFolders() throws IOException {
    PrivateFiles.privateFolder(environmentFolder);
    PrivateFiles.privateFolder(assembly());
    PrivateFiles.privateFolder(assembly().resolve("stacks"));
    PrivateFiles.privateFolder(path());
    PrivateFiles.privateFolder(path().resolve(RUNS));
  }

  private void removeStrangers(SortedMap<String, byte[]> module) throws IOException {
    for (Path file : PrivateFiles.list(path())) {
      String name = String.valueOf(file.getFileName());
      boolean configuration =
          name.endsWith(".tf")
              || name.endsWith(".tf.json")
              || name.endsWith(".auto.tfvars")
              || name.endsWith(".auto.tfvars.json")
              || name.equals("terraform.tfvars");
      if (configuration && !name.equals("cdk.tf.json") && !module.containsKey(name)) {
        Files.delete(file);
      }
    }
  }
}
