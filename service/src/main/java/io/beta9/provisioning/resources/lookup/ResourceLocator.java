package io.beta9.provisioning.resources.lookup;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import java.util.Optional;

/** An account in which the resources of a plan are looked for. */
public interface ResourceLocator {

  /** What is there of this resource. Changes nothing. */
  LookupResult look(PlannedResource wanted, LookupHints clues);

  /** The place of a type in the order in which things depend on each other. */
  int order(String type);

  /** Whether AWS takes minutes to make such a thing. */
  boolean isSlow(String type);

  /**
   * Finishes what its making left undone and no later plan would see; returns what was done.
   *
   * @param id what {@link HeartbeatObservation.ReleaseFound} said
   */
  Optional<String> mend(PlannedResource found, String id);

  /** Opens the look at an account. */
  @FunctionalInterface
  interface LocatorFactory {
    ResourceLocator open(AwsSession session);
  }

  /** Removes a setting that would keep the thing that it is on from being deleted. */
  void loosen(PlannedResource setting);
}
