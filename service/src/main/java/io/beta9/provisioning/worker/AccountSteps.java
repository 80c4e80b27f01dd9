package io.beta9.provisioning.worker;

import io.beta9.provisioning.aws.Finding;
import io.beta9.provisioning.aws.Footprint;
import io.beta9.provisioning.aws.Inventory;
import io.beta9.provisioning.aws.Leftover;
import io.beta9.provisioning.aws.Preflight;
import io.beta9.provisioning.aws.StateStore;
import io.beta9.provisioning.aws.Sweep;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import java.util.List;
import java.util.stream.Collectors;

/** The steps that talk to the customer's account directly. */
final class AccountSteps {

  /** Finds out before anything is made what would fail after twenty minutes. */
  void preflight(StepContext context) {
    List<Finding> findings = new Preflight(context.session()).check(context.model());
    for (Finding finding : findings) {
      context.log("preflight", finding.severity() + ": " + finding.failure().message());
    }
    List<Failure> blocking =
        findings.stream()
            .filter(finding -> finding.severity() == Finding.Severity.BLOCKING)
            .map(Finding::failure)
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

  void stateBackend(StepContext context) {
    new StateStore(context.session()).ensure(context.stateLocation());
  }

  void secrets(StepContext context) {
    context.secrets().ensureBeforeTerraform();
  }

  /** After destroy: removes what is provably ours, and names what is left. */
  void sweep(StepContext context) {
    context.secrets().deleteAll();
    Inventory inventory = new Inventory(context.session());
    List<Leftover> found = inventory.leftovers(Footprint.of(context.model()));
    if (!found.isEmpty()) {
      context.tell(
          "leftovers",
          found.size() + " resources are left after Terraform's destroy: " + names(found));
      List<Leftover> left = new Sweep(context.session()).remove(found);
      if (!left.isEmpty()) {
        throw new FailureException(
            new Failure(
                FailureClass.CONFLICT,
                "resources-left",
                "Destroying left " + left.size() + " resources in the account",
                names(left),
                "Remove what holds them, or them, and run './provisioner env retry "
                    + context.environment().id()
                    + "'"));
      }
    }
    context.stack().delete();
  }

  private static String names(List<Leftover> leftovers) {
    return leftovers.stream()
        .map(leftover -> leftover.type() + " " + leftover.id())
        .collect(Collectors.joining(", "));
  }
}
