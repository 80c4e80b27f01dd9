package io.beta9.provisioning.resources.lookup;

import io.beta9.provisioning.terraform.plan.PlannedResource;

/** Looks for the resources of one type. */
@FunctionalInterface
interface ResourceFinder {
  LookupResult look(PlannedResource wanted, LookupHints clues);
}
