package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.operation.Claim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The recorded lifecycle of one operation, without a database. */
public final class InMemoryLifecycle implements OperationLifecycle {
  private final Set<String> completed = new LinkedHashSet<>();
  private final List<Progress> progress = new ArrayList<>();
  private final List<Duration> durations = new ArrayList<>();
  private final List<RecordedEnd> ends = new ArrayList<>();
  private Duration sinceFirstClaim = Duration.ZERO;
  private Duration sinceRequested = Duration.ZERO;
  private boolean cancelRequested;
  private @Nullable RuntimeException outage;

  /** How an attempt ended, as it was recorded. */
  enum EndKind {
    SUCCEEDED,
    PLANNED,
    FAILED,
    POSTPONED,
    POSTPONED_WHILE_TERRAFORM_RUNS
  }

  /**
   * The recorded end of an attempt.
   *
   * @param attempt the number of the attempt under which it was recorded
   */
  record RecordedEnd(
      EndKind kind,
      int attempt,
      @Nullable String phase,
      @Nullable Failure failure,
      @Nullable Transition transition,
      @Nullable Duration pause) {}

  /** Records steps as completed by an earlier claim. */
  public void setCompleted(String... steps) {
    completed.addAll(Set.of(steps));
  }

  void setSinceFirstClaim(Duration time) {
    sinceFirstClaim = time;
  }

  void setSinceRequested(Duration time) {
    sinceRequested = time;
  }

  /** Cancellation was requested before the operation was taken over. */
  void setCancelRequested() {
    cancelRequested = true;
  }

  /** Makes every write throw this. */
  void failWrites(RuntimeException exception) {
    outage = exception;
  }

  /** Returns the codes of the completed steps, in the order of their completion. */
  public List<String> completed() {
    return List.copyOf(completed);
  }

  List<Progress> progress() {
    return progress;
  }

  List<Duration> durations() {
    return durations;
  }

  List<RecordedEnd> ends() {
    return ends;
  }

  /** Returns the failures with which attempts ended. */
  public List<Failure> failures() {
    return ends.stream().map(RecordedEnd::failure).filter(failure -> failure != null).toList();
  }

  @Override
  public Set<String> completedSteps(Claim claim) {
    return Set.copyOf(completed);
  }

  @Override
  public Duration timeSinceFirstClaim(Claim claim) {
    return sinceFirstClaim;
  }

  @Override
  public Duration timeSinceRequested(Claim claim) {
    return sinceRequested;
  }

  @Override
  public boolean recordTakeover(Claim claim) {
    return claim.epoch() > 1 && cancelRequested;
  }

  @Override
  public void startStep(Claim claim, Step step, Progress current) {
    write();
    progress.add(current);
  }

  @Override
  public void completeStep(Claim claim, Step step, Duration duration) {
    write();
    completed.add(step.name().code());
    durations.add(duration);
  }

  @Override
  public void updateProgress(Claim claim, Progress current) {
    write();
    progress.add(current);
  }

  @Override
  public void succeed(Claim claim, Transition transition) {
    end(new RecordedEnd(EndKind.SUCCEEDED, claim.attempt(), null, null, transition, null));
  }

  @Override
  public void succeedPlan(Claim claim) {
    end(new RecordedEnd(EndKind.PLANNED, claim.attempt(), null, null, null, null));
  }

  @Override
  public void fail(Claim claim, @Nullable String phase, Failure failure) {
    end(new RecordedEnd(EndKind.FAILED, claim.attempt(), phase, failure, null, null));
  }

  @Override
  public void postpone(
      Claim claim, @Nullable String phase, Failure failure, Transition transition, Duration pause) {
    end(new RecordedEnd(EndKind.POSTPONED, claim.attempt(), phase, failure, transition, pause));
  }

  @Override
  public void postponeWhileTerraformRuns(
      Claim claim, @Nullable String phase, Failure failure, Transition transition, Duration pause) {
    end(
        new RecordedEnd(
            EndKind.POSTPONED_WHILE_TERRAFORM_RUNS,
            claim.attempt(),
            phase,
            failure,
            transition,
            pause));
  }

  private void end(RecordedEnd end) {
    write();
    ends.add(end);
  }

  private void write() {
    RuntimeException current = outage;
    if (current != null) {
      throw current;
    }
  }
}
