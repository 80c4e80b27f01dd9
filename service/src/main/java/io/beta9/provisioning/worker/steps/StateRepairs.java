package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.terraform.process.ProcessId;
import io.beta9.provisioning.tfstate.kept.ErroredStateFile;
import io.beta9.provisioning.tfstate.kept.ErroredStates;
import io.beta9.provisioning.tfstate.kept.StateCipher;
import io.beta9.provisioning.tfstate.kept.StateTransfer;
import io.beta9.provisioning.tfstate.kept.StateTransfer.StateSerial;
import io.beta9.provisioning.tfstate.repair.LocalProcesses;
import io.beta9.provisioning.tfstate.repair.StateRepair;
import io.beta9.provisioning.worker.pipeline.StepContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Creates the {@link StateRepair} of a step's environment. */
final class StateRepairs {
  private static final Duration READ_TIMEOUT = Duration.ofMinutes(2);

  private StateRepairs() {}

  static StateRepair of(StepContext context) {
    return new StateRepair(
        new StateRepair.RepairTarget(
            context.account().state(context.stateBackend()),
            context.stateBackend(),
            context.claim()),
        context.runs(),
        new StackProcesses(context),
        new ErroredStates(
            context.claim().environment(),
            context.keptStates(),
            new StackErroredState(context),
            new TerraformTransfer(context),
            () -> new StateCipher(context.secrets().encryptionKey().key()),
            context.dependencies().random(),
            context.events()),
        context.events(),
        context.dependencies().clock());
  }

  private record StackProcesses(StepContext context) implements LocalProcesses {
    @Override
    public List<Long> foreignTerraformProcesses() {
      return context.stack().foreignProcesses();
    }

    /**
     * Returns whether the process is running on this host. A process of another host is dead: the
     * claim was taken over only after there was evidence that its owner is dead.
     */
    @Override
    public boolean isAlive(ProcessRepository.PastProcess process) {
      return new ProcessId(process.pid(), process.pidStartedAt()).isRunning(process.bootId());
    }
  }

  private record StackErroredState(StepContext context) implements ErroredStateFile {
    @Override
    public Optional<byte[]> read() {
      return context.stack().readErroredState();
    }

    @Override
    public void write(byte[] state) {
      context.stack().restoreErroredState(state);
    }

    @Override
    public void delete() {
      context.stack().removeErroredState();
    }
  }

  private record TerraformTransfer(StepContext context) implements StateTransfer {
    @Override
    public StateSerial current() {
      StateResources state = context.terraform().state(READ_TIMEOUT);
      return new StateSerial(state.lineage(), state.serial());
    }

    @Override
    public void push() {
      context.terraform().pushErroredState(context.run("state-push", event -> {}));
    }
  }
}
