package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.cloud.CloudAccount;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.ProcessRepository.ProcessEnd;
import io.beta9.provisioning.resources.adoption.AdoptionContext;
import io.beta9.provisioning.terraform.run.Terraform;
import io.beta9.provisioning.terraform.run.TerraformRun;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventLog;
import io.beta9.provisioning.timeline.JournalRepository.Completion;
import io.beta9.provisioning.worker.role.RunJournal;
import io.beta9.provisioning.worker.role.StepLog;
import io.beta9.provisioning.worker.role.StepTerraform;
import io.beta9.provisioning.worker.role.StepTiming;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Creates the {@link AdoptionContext} of a step from the roles that the step receives. */
final class AdoptionContexts {
  private static final String LOG_STREAM = "adoption";

  private AdoptionContexts() {}

  static AdoptionContext of(
      Claim claim,
      CloudAccount account,
      StepTerraform terraform,
      RunJournal runs,
      StepTiming timing,
      StepLog log,
      EventLog events,
      AdoptionContext.InterruptionPolicy policy) {
    return of(claim, account, terraform, "", runs, timing, log, events, policy);
  }

  /**
   * @param runPrefix distinguishes the runs from those of an earlier step
   */
  static AdoptionContext of(
      Claim claim,
      CloudAccount account,
      StepTerraform terraform,
      String runPrefix,
      RunJournal runs,
      StepTiming timing,
      StepLog log,
      EventLog events,
      AdoptionContext.InterruptionPolicy policy) {
    return new AdoptionContext(
        claim.environment(),
        claim.kind() == OperationKind.UPDATE,
        policy,
        account.locator(),
        new StepRuns(terraform, runPrefix),
        new RecordedHistory(runs),
        new StepWaiter(timing),
        new EnvironmentLog(log, timing, events));
  }

  private record StepRuns(StepTerraform step, String prefix) implements AdoptionContext.Runs {
    @Override
    public Terraform terraform() {
      return step.terraform();
    }

    @Override
    public TerraformRun run(String name) {
      return step.run(prefix + name, event -> {});
    }

    @Override
    public TerraformRun numberedRun(String name) {
      return step.numberedRun(prefix + name);
    }
  }

  private record RecordedHistory(RunJournal runs) implements AdoptionContext.History {
    @Override
    public Optional<ProcessEnd> lastRun(Set<String> kinds) {
      return runs.latestRun(kinds);
    }

    @Override
    public List<Completion> completions() {
      return runs.completions();
    }
  }

  private record StepWaiter(StepTiming timing) implements AdoptionContext.Waiter {
    @Override
    public Clock clock() {
      return timing.clock();
    }

    @Override
    public Duration limit() {
      return timing.deadline();
    }

    @Override
    public void pause(Duration time) throws InterruptedException {
      timing.pause(time);
    }
  }

  private record EnvironmentLog(StepLog log, StepTiming timing, EventLog events)
      implements AdoptionContext.Log {
    @Override
    public void line(String text) {
      log.append(LOG_STREAM, text);
      timing.waitingFor(text);
    }

    @Override
    public void failedCreationRemoved(String type, String id) {
      events.append(
          new EventData.ResourcesRemoved(
              EventData.RemovalReason.CREATION_FAILED, 1, type + " " + id));
    }

    @Override
    public void recovered(int inState, int adopted, int untainted) {
      events.append(new EventData.Recovered(inState, adopted, untainted));
    }
  }
}
