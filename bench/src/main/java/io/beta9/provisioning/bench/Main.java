package io.beta9.provisioning.bench;

import io.beta9.provisioning.bench.api.ApiBenchmark;
import io.beta9.provisioning.bench.console.ConsoleBenchmark;
import io.beta9.provisioning.bench.memory.MemoryBenchmark;
import io.beta9.provisioning.bench.provision.CriticalPathBenchmark;
import io.beta9.provisioning.bench.provision.OverheadBenchmark;
import io.beta9.provisioning.bench.queue.QueueBenchmark;
import io.beta9.provisioning.bench.scale.ScaleBenchmark;
import io.beta9.provisioning.command.CommandExecution;
import io.beta9.provisioning.devstack.ErrorHandler;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Runs benchmarks and prints their results as JSON. Each benchmark also measures a baseline in the
 * same run, because absolute times vary between machines.
 */
@Command(
    name = "provisioner bench",
    mixinStandardHelpOptions = true,
    description = "Measures the service; each command prints one JSON object.",
    footer = {"", "Example:", "  ./provisioner bench startup --runs 3"})
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(CommandExecution.execute(commandLine(), args));
  }

  static CommandLine commandLine() {
    Path home = Path.of(System.getProperty("provisioner.home", ".")).toAbsolutePath().normalize();
    return new CommandLine(new Main())
        .addSubcommand(new OverheadBenchmark(home))
        .addSubcommand(new CriticalPathBenchmark(home))
        .addSubcommand(new ClaimLatencyBenchmark(home))
        .addSubcommand(new ApiBenchmark(home))
        .addSubcommand(new ConsoleBenchmark(home))
        .addSubcommand(new QueueBenchmark())
        .addSubcommand(new ScaleBenchmark(home))
        .addSubcommand(new MemoryBenchmark(home))
        .addSubcommand(new StartupBenchmark(home))
        .setExecutionExceptionHandler(new ErrorHandler());
  }
}
