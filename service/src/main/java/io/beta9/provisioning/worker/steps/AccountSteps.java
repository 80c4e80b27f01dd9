package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.aws.preflight.Preflight;
import io.beta9.provisioning.aws.preflight.PreflightFinding;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.resources.inventory.EnvironmentInventory;
import io.beta9.provisioning.resources.inventory.Leftover;
import io.beta9.provisioning.resources.inventory.LeftoverCleanup;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import io.beta9.provisioning.tfstate.s3.StateStore;
import io.beta9.provisioning.worker.pipeline.StepContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** The steps that talk to the customer's account directly. */
public final class AccountSteps {
  private final Duration lettingGo;
  private final Duration betweenLooks;

  public AccountSteps() {
    this(Duration.ofMinutes(5), Duration.ofSeconds(5));
  }

  /**
   * @param lettingGo how long what holds on to other things may take to let go of them
   * @param betweenLooks how long to wait before looking for leftovers again
   */
  public AccountSteps(Duration lettingGo, Duration betweenLooks) {
    this.lettingGo = lettingGo;
    this.betweenLooks = betweenLooks;
  }

  /** Finds out before anything is made what would fail after twenty minutes. */
  public void preflight(StepContext context) {
    List<PreflightFinding> findings = new Preflight(context.session()).check(context.model());
    for (PreflightFinding finding : findings) {
      context.log("preflight", finding.severity() + ": " + finding.failure().message());
    }
    List<Failure> blocking =
        findings.stream()
            .filter(finding -> finding.severity() == PreflightFinding.Severity.BLOCKING)
            .map(PreflightFinding::failure)
            .toList();
    if (!blocking.isEmpty()) {
      throw new FailureException(together(blocking));
    }
  }

  /** One failure that names all; of the class of the first. */
  private static Failure together(List<Failure> failures) {
    Failure first = failures.getFirst();
    if (failures.size() == 1) {
      return first;
    }
    return new Failure(
        first.kind(),
        first.code(),
        "The account is not ready for this environment",
        failures.stream()
            .map(failure -> failure.what() + ": " + failure.why())
            .collect(Collectors.joining("; ")),
        failures.stream().map(Failure::next).distinct().collect(Collectors.joining(" ")));
  }

  public void stateBackend(StepContext context) {
    new StateStore(context.session(), context::requireHeld).ensure(context.stateBackend());
  }

  public void secrets(StepContext context) {
    context.secrets().ensureBeforeTerraform();
  }

  /**
   * After destroy: removes what is provably ours, and looks again until nothing is left. What a
   * load balancer or a node lets go of only by and by is waited for a while.
   *
   * @throws FailureException {@code resources-left}, which names what nobody may remove unasked, or
   *     what would not go
   */
  public void sweep(StepContext context) throws InterruptedException {
    context.secrets().deleteAll();
    EnvironmentInventory inventory = new EnvironmentInventory(context.session());
    ResourceScope footprint = ResourceScope.of(context.model());
    List<Leftover> found = inventory.leftovers(footprint);
    if (!found.isEmpty()) {
      context.tell(
          "leftovers",
          found.size() + " resources are left after Terraform's destroy: " + names(found));
    }
    Instant giveUp = context.workshop().clock().instant().plus(lettingGo);
    while (!found.isEmpty()) {
      List<Leftover> left = new LeftoverCleanup(context.session()).remove(found);
      boolean late = context.workshop().clock().instant().isAfter(giveUp);
      // What only Terraform or a person removes holds the rest for as long as it stands.
      boolean inVain =
          left.size() == found.size()
              && !found.stream().map(Leftover::type).allMatch(LeftoverCleanup::removes);
      if (late || inVain || found.stream().noneMatch(Leftover::removable)) {
        throw new FailureException(resourcesLeft(context, left.isEmpty() ? found : left));
      }
      found = inventory.leftovers(footprint);
      if (!found.isEmpty()) {
        context.pause(betweenLooks);
      }
    }
    context.stack().delete();
  }

  private static Failure resourcesLeft(StepContext context, List<Leftover> left) {
    return new Failure(
        FailureClass.CONFLICT,
        "resources-left",
        "Destroying left " + left.size() + " resources in the account",
        names(left),
        "Remove what holds them, or them, and run './provisioner env retry "
            + context.environment().id()
            + "'");
  }

  private static String names(List<Leftover> leftovers) {
    return leftovers.stream()
        .map(
            leftover ->
                leftover.type()
                    + " "
                    + leftover.id()
                    + (leftover.detail().isBlank() ? "" : " (" + leftover.detail() + ")"))
        .collect(Collectors.joining(", "));
  }
}
