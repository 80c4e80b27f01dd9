package io.beta9.provisioning.aws;

import io.beta9.provisioning.terraform.PlannedResource;

/** Looks for the resources of one type. */
@FunctionalInterface
interface Finder {
  Sighting look(PlannedResource wanted, Clues clues);
}
