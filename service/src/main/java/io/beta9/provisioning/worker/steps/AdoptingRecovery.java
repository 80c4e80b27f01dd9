package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.ProcessRepository.ProcessEnd;
import io.beta9.provisioning.resources.adoption.Adoption;
import io.beta9.provisioning.resources.adoption.AdoptionContext;
import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.run.Terraform;
import io.beta9.provisioning.terraform.run.TerraformRun;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.JournalRepository.Completion;
import io.beta9.provisioning.worker.pipeline.StepContext;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Recovery by {@link Adoption}, which receives what it needs of the step's context. */
public final class AdoptingRecovery implements TerraformRecovery {
  private static final String LOG_STREAM = "adoption";

  private final Adoption adoption;

  public AdoptingRecovery(Adoption adoption) {
    this.adoption = adoption;
  }

  @Override
  public void completeJournal(StepContext context) {
    for (ChildProcess child : context.stack().endedRuns()) {
      long stored = context.runs().storedLinesOfAnyOperation(child.runId());
      if (child.lines() > stored) {
        try {
          context.terraform().resume(child, stored, context.follow(child));
        } catch (FailureException e) {
          // The failure of an earlier run. Only what it had created by then matters here.
          context.log().append("terraform", child.runId() + " had ended: " + e.failure().message());
        }
      }
    }
  }

  @Override
  public PlanSummary plan(StepContext context) throws InterruptedException {
    return adoption.plan(adoptionContext(context));
  }

  @Override
  public void beforeDestroy(StepContext context) throws InterruptedException {
    adoption.importForDestroy(adoptionContext(context));
  }

  private static AdoptionContext adoptionContext(StepContext context) {
    return new AdoptionContext(
        context.claim().environment(),
        context.claim().kind() == OperationKind.UPDATE,
        context.account().locator(),
        new StepRuns(context),
        new RecordedHistory(context),
        new StepWaiter(context),
        new EnvironmentLog(context));
  }

  private record StepRuns(StepContext context) implements AdoptionContext.Runs {
    @Override
    public Terraform terraform() {
      return context.terraform();
    }

    @Override
    public TerraformRun run(String name) {
      return context.run(name, event -> {});
    }

    @Override
    public TerraformRun numberedRun(String name) {
      return context.numberedRun(name);
    }
  }

  private record RecordedHistory(StepContext context) implements AdoptionContext.History {
    @Override
    public Optional<ProcessEnd> lastRun(Set<String> kinds) {
      return context.runs().latestRun(kinds);
    }

    @Override
    public List<Completion> completions() {
      return context.runs().completions();
    }
  }

  private record StepWaiter(StepContext context) implements AdoptionContext.Waiter {
    @Override
    public Clock clock() {
      return context.dependencies().clock();
    }

    @Override
    public Duration limit() {
      return context.deadline();
    }

    @Override
    public void pause(Duration time) throws InterruptedException {
      context.pause(time);
    }
  }

  private record EnvironmentLog(StepContext context) implements AdoptionContext.Log {
    @Override
    public void line(String text) {
      context.log().append(LOG_STREAM, text);
    }

    @Override
    public void recovered(String summary) {
      context.events().append(new EventData.Recovered(summary));
    }
  }
}
