package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.settings.ProcessEnvironment;
import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.process.ProcessRegistry;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.run.RunControl;
import io.beta9.provisioning.terraform.run.ScriptedTerraform;
import io.beta9.provisioning.terraform.run.Terraform;
import io.beta9.provisioning.terraform.run.TerraformRun;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import io.beta9.provisioning.terraform.stack.StackSpec;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.worker.role.InMemoryEnvironment;
import io.beta9.provisioning.worker.role.StepTerraform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/** A {@link ScriptedTerraform} in a stack directory, whose runs have the names of the step. */
final class FakeStepTerraform implements StepTerraform {
  private final StackDirectory stack;
  private final ScriptedTerraform terraform = new ScriptedTerraform();
  private int runs;

  FakeStepTerraform(Path base) {
    stack =
        StackDirectory.prepare(
            base,
            new StackSpec(
                SimulatedAccount.ID,
                SimulatedAccount.TARGET,
                SimulatedAccount.model().tags(),
                InfraModelJson.toTfvars(SimulatedAccount.model()),
                InMemoryEnvironment.BACKEND),
            TerraformOptions.of(ProcessEnvironment.current()));
    terraform.open(stack, null, null);
  }

  ScriptedTerraform scripted() {
    return terraform;
  }

  @Override
  public StackDirectory stack() {
    return stack;
  }

  @Override
  public Terraform terraform() {
    return terraform;
  }

  @Override
  public TerraformRun run(String name, Consumer<TerraformEvent> listener) {
    return new TerraformRun(
        name,
        Duration.ofMinutes(1),
        RunControl.CONTINUE,
        ProcessRegistry.NONE,
        (runId, firstLine, lines) -> lines.forEach(line -> listener.accept(line.event())));
  }

  @Override
  public TerraformRun numberedRun(String name) {
    return run(name + "-" + ++runs, event -> {});
  }

  @Override
  public TerraformRun follow(ChildProcess child) {
    return run(child.runId(), event -> {});
  }
}
