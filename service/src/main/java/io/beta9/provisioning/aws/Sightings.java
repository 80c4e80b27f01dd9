package io.beta9.provisioning.aws;

import io.beta9.provisioning.terraform.PlannedResource;
import java.util.Optional;

/** An account in which the resources of a plan are looked for. */
public interface Sightings {

  /** What is there of this resource. Changes nothing. */
  Sighting look(PlannedResource wanted, Clues clues);

  /** The place of a type in the order in which things depend on each other. */
  int order(String type);

  /** Whether AWS takes minutes to make such a thing. */
  boolean isSlow(String type);

  /**
   * Finishes what its making left undone and no later plan would see; returns what was done.
   *
   * @param id what {@link Sighting.ReleaseFound} said
   */
  Optional<String> mend(PlannedResource found, String id);

  /** Opens the look at an account. */
  @FunctionalInterface
  interface Opener {
    Sightings open(AwsSession session);
  }

  /** Removes a setting that would keep the thing that it is on from being deleted. */
  void loosen(PlannedResource setting);
}
