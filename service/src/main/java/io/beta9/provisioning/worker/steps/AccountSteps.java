package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.aws.preflight.PreflightFinding;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.resources.cleanup.EnvironmentCleanup;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.worker.pipeline.StepContext;
import java.time.Duration;
import java.util.List;

/** The steps that use the customer's account directly. */
public final class AccountSteps {
  private final Duration cleanupTimeout;
  private final Duration cleanupPollInterval;

  public AccountSteps() {
    this(Duration.ofMinutes(5), Duration.ofSeconds(5));
  }

  /**
   * @param cleanupTimeout how long leftovers may remain in use after a destroy
   * @param cleanupPollInterval time between two passes of the cleanup
   */
  public AccountSteps(Duration cleanupTimeout, Duration cleanupPollInterval) {
    this.cleanupTimeout = cleanupTimeout;
    this.cleanupPollInterval = cleanupPollInterval;
  }

  /** Checks, before anything is created, for what would fail only after many minutes. */
  public void preflight(StepContext context) {
    List<PreflightFinding> findings = context.account().preflight(context.model());
    for (PreflightFinding finding : findings) {
      context.log().append("preflight", finding.severity() + ": " + finding.failure().message());
    }
    List<Failure> blocking =
        findings.stream()
            .filter(finding -> finding.severity() == PreflightFinding.Severity.BLOCKING)
            .map(PreflightFinding::failure)
            .toList();
    if (!blocking.isEmpty()) {
      throw new FailureException(blocking.getFirst().and(blocking.subList(1, blocking.size())));
    }
  }

  public void stateBackend(StepContext context) {
    context.account().ensureStateStore(context.stateBackend(), context.guard()::requireHeld);
  }

  public void secrets(StepContext context) {
    context.secrets().ensureBeforeTerraform();
  }

  /**
   * Deletes what the destroy has left in the account, and verifies that nothing remains.
   *
   * @throws FailureException {@code resources-left}, which names what is not removable or could not
   *     be deleted in time
   */
  public void sweep(StepContext context) throws InterruptedException {
    context.secrets().deleteAll();
    new EnvironmentCleanup(
            context.account().inventory(),
            context.account().leftoverRemover(),
            context.dependencies().clock(),
            cleanupTimeout,
            cleanupPollInterval)
        .run(
            ResourceScope.of(context.model()),
            context::pause,
            (count, names) -> context.events().append(new EventData.LeftoversFound(count, names)));
    context.stack().delete();
  }
}
