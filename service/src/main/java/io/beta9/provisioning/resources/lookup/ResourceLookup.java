package io.beta9.provisioning.resources.lookup;

import io.beta9.provisioning.terraform.plan.PlannedResource;

/** Looks up the resources of a plan in an account. */
@FunctionalInterface
public interface ResourceLookup {
  /** Returns what exists of this resource. Changes nothing. */
  LookupResult find(PlannedResource resource, LookupHints hints);
}
