package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.terraform.diagnosis.RunOutcome;
import io.beta9.provisioning.terraform.diagnosis.TerraformFailureClassifier;
import io.beta9.provisioning.terraform.event.TerraformEvent.ChangeSummary;
import io.beta9.provisioning.terraform.plan.AccountJson;
import io.beta9.provisioning.terraform.plan.ImportFile;
import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.terraform.process.ChildCommand;
import io.beta9.provisioning.terraform.process.ChildEnvironment;
import io.beta9.provisioning.terraform.process.ChildFiles;
import io.beta9.provisioning.terraform.process.ChildLauncher;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.process.CredentialsFile;
import io.beta9.provisioning.terraform.process.PrivateFiles;
import io.beta9.provisioning.terraform.process.ProviderCredentials;
import io.beta9.provisioning.terraform.process.RunKind;
import io.beta9.provisioning.terraform.process.ShortCommand;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.stack.ProviderLock;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Executes Terraform. Commands that write the state run as processes that outlive this one;
 * commands that only read do not.
 */
public final class TerraformProcesses implements Terraform {

  private final TerraformCli cli;
  private final TerraformOptions options;
  private final StackDirectory stack;
  private final Redactor redactor;
  private final ProviderCredentials credentials;
  private final TerraformRunMetrics metrics;

  /** The outputs that the last run has reported, if it was an apply: read without a process. */
  private Optional<Map<String, JsonNode>> appliedOutputs = Optional.empty();

  /** Creates processes with the worker's credentials whose metrics are not published. */
  public TerraformProcesses(
      TerraformCli cli, TerraformOptions options, StackDirectory stack, Redactor redactor) {
    this(
        cli,
        options,
        stack,
        redactor,
        ProviderCredentials.OF_WORKER,
        TerraformRunMetrics.unpublished());
  }

  public TerraformProcesses(
      TerraformCli cli,
      TerraformOptions options,
      StackDirectory stack,
      Redactor redactor,
      ProviderCredentials credentials,
      TerraformRunMetrics metrics) {
    this.cli = cli;
    this.options = options;
    this.stack = stack;
    this.redactor = redactor;
    this.credentials = credentials;
    this.metrics = metrics;
  }

  @Override
  public void init(TerraformRun run) {
    List<String> arguments = new ArrayList<>(List.of("init", "-input=false", "-no-color"));
    arguments.add("-reconfigure");
    ProviderLock lock = new ProviderLock(stack, options.providerLock());
    boolean openTofu = cli.isOpenTofu();
    boolean locked = lock.install(openTofu);
    if (locked) {
      arguments.add("-lockfile=readonly");
    }
    start(RunKind.INIT, run, arguments.toArray(String[]::new));
    if (openTofu && !locked) {
      lock.record();
    }
  }

  @Override
  public PlanSummary plan(TerraformRun run, List<String> targets) {
    List<String> arguments = new ArrayList<>(List.of("plan", "-json", "-input=false"));
    arguments.add("-out=" + StackDirectory.PLAN);
    targets.forEach(address -> arguments.add("-target=" + address));
    addLimits(arguments);
    return start(RunKind.PLAN, run, arguments.toArray(String[]::new)).planned();
  }

  @Override
  public ApplySummary apply(TerraformRun run) {
    List<String> arguments = new ArrayList<>(List.of("apply", "-json", "-input=false"));
    addLimits(arguments);
    arguments.add(StackDirectory.PLAN);
    return summary(start(RunKind.APPLY, run, arguments.toArray(String[]::new)));
  }

  @Override
  public ApplySummary destroy(TerraformRun run) {
    List<String> arguments =
        new ArrayList<>(List.of("apply", "-destroy", "-auto-approve", "-json", "-input=false"));
    addLimits(arguments);
    return summary(start(RunKind.DESTROY, run, arguments.toArray(String[]::new)));
  }

  @Override
  public RunResult resume(ChildProcess child, long fromLine, TerraformRun run) {
    return finish(follow(child, Optional.empty(), fromLine, run));
  }

  @Override
  public JsonNode planJson(Duration deadline) {
    return parsed(
        "Reading the plan",
        deadline,
        AccountJson.PLAN::read,
        "show",
        "-json",
        "-no-color",
        StackDirectory.PLAN);
  }

  @Override
  public void discardPlan() {
    remove(stack.path().resolve(StackDirectory.PLAN));
  }

  @Override
  public Map<String, JsonNode> outputs(Duration deadline) {
    return appliedOutputs.orElseGet(() -> readOutputs(deadline));
  }

  private Map<String, JsonNode> readOutputs(Duration deadline) {
    JsonNode all =
        parsed(
            "Reading the outputs",
            deadline,
            AccountJson.STATE::read,
            "output",
            "-json",
            "-no-color");
    Map<String, JsonNode> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> output : all.properties()) {
      if (!output.getValue().path("sensitive").asBoolean(true)) {
        values.put(output.getKey(), output.getValue().path("value"));
      }
    }
    return values;
  }

  @Override
  public StateResources state(Duration deadline) {
    return parsed("Reading the state", deadline, StateResources::parse, "state", "pull");
  }

  @Override
  public void untaint(TerraformRun run, String address) {
    start(
        RunKind.UNTAINT,
        run,
        "untaint",
        "-no-color",
        "-lock-timeout=" + options.lockTimeout().toSeconds() + "s",
        address);
  }

  @Override
  public void pushErroredState(TerraformRun run) {
    start(RunKind.STATE_PUSH, run, "state", "push", "-no-color", StackDirectory.ERRORED_STATE);
    remove(stack.path().resolve(StackDirectory.ERRORED_STATE));
  }

  @Override
  public ImportFile imports() {
    return new ImportFile(stack);
  }

  private void addLimits(List<String> arguments) {
    arguments.add("-lock-timeout=" + options.lockTimeout().toSeconds() + "s");
    arguments.add("-parallelism=" + options.parallelism());
  }

  private RunResult start(RunKind kind, TerraformRun run, String... arguments) {
    Path directory = stack.runDirectory(run.id());
    Map<String, String> files = credentialsFile(directory).contents();
    ChildLauncher.Launched launched =
        ChildLauncher.launch(
            kind,
            directory,
            new ChildCommand(
                commandLine(arguments),
                stack.path(),
                environment(files.isEmpty() ? Optional.empty() : Optional.of(directory)),
                files,
                stack.user()),
            run.control().lease(),
            run.register());
    return finish(follow(launched.child(), Optional.of(launched.leader()), 0, run));
  }

  private RunOutcome follow(
      ChildProcess child, Optional<Process> own, long from, TerraformRun run) {
    RunFollower follower =
        new RunFollower(
            child,
            run,
            options,
            redactor,
            own,
            credentialsFile(child.runDirectory()),
            stack.log(),
            from);
    metrics.following();
    appliedOutputs = Optional.empty();
    try {
      RunOutcome outcome = follower.follow();
      if (outcome.kind() == RunKind.APPLY && outcome.succeeded()) {
        appliedOutputs = follower.outputs();
      }
      metrics.ended(outcome.kind(), outcome.exitCode(), follower.peakMemoryBytes());
      outcome.applied().forEach(applied -> metrics.adopted(applied.imported()));
      return outcome;
    } finally {
      metrics.notFollowing();
    }
  }

  private RunResult finish(RunOutcome outcome) {
    if (outcome.kind() == RunKind.APPLY) {
      remove(stack.path().resolve(StackDirectory.PLAN));
    }
    if (!outcome.succeeded()) {
      throw new FailureException(TerraformFailureClassifier.of(outcome, stack.erroredState()));
    }
    return new RunResult(
        outcome.kind(),
        outcome.planned(),
        outcome.applied().stream().reduce((first, last) -> last).map(TerraformProcesses::summary));
  }

  private static ApplySummary summary(ChangeSummary counted) {
    return new ApplySummary(counted.add(), counted.change(), counted.remove(), counted.imported());
  }

  private static ApplySummary summary(RunResult finished) {
    return finished.applied().orElseGet(() -> new ApplySummary(0, 0, 0, 0));
  }

  /** The state is the customer's, and what Terraform prints of it is as large. */
  private <T> T parsed(
      String activity, Duration deadline, Function<String, T> parser, String... arguments) {
    String text = read(activity, deadline, arguments);
    try {
      return parser.apply(text);
    } catch (JacksonException e) {
      throw new FailureException(Failure.of(FailureCode.STATE_UNREADABLE, activity), e);
    }
  }

  private String read(String activity, Duration deadline, String... arguments) {
    ShortCommand.Result result = runShort(deadline, arguments);
    if (result.exitCode() != 0) {
      throw new FailureException(
          TerraformFailureClassifier.ofShort(
              activity, result.exitCode(), redactor.redact(result.err())));
    }
    return result.out();
  }

  private ShortCommand.Result runShort(Duration deadline, String... arguments) {
    Path directory = stack.privateDirectory().resolve("read-" + UUID.randomUUID());
    Map<String, String> files = credentialsFile(directory).contents();
    try {
      PrivateFiles.createDirectory(directory, stack.user());
      for (Map.Entry<String, String> file : files.entrySet()) {
        new ChildFiles(directory, stack.user()).write(file.getKey(), file.getValue());
      }
      List<String> command = commandLine(arguments);
      return ShortCommand.run(
          stack.user().map(user -> user.commandLine(command)).orElse(command),
          stack.path(),
          environment(files.isEmpty() ? Optional.empty() : Optional.of(directory)),
          deadline);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      removeTree(directory);
    }
  }

  private CredentialsFile credentialsFile(Path directory) {
    return new CredentialsFile(
        new ChildFiles(directory, stack.user()), credentials, InstantSource.system());
  }

  private List<String> commandLine(String... arguments) {
    List<String> command = new ArrayList<>(List.of(cli.binary().toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * @param credentialsDirectory contains the credentials of the process; empty if it uses those of
   *     the worker
   */
  private Map<String, String> environment(Optional<Path> credentialsDirectory) {
    Path configuration = stack.path().resolve(StackDirectory.CLI_CONFIG);
    try {
      stack.write(StackDirectory.CLI_CONFIG, cli.configuration());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> variables =
        credentialsDirectory
            .map(directory -> ChildEnvironment.of(options, configuration, directory))
            .orElseGet(() -> ChildEnvironment.of(options, configuration));
    return stack.user().isPresent() ? ChildEnvironment.ofUser(variables, stack.path()) : variables;
  }

  private static void removeTree(Path directory) {
    try {
      PrivateFiles.deleteTree(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
