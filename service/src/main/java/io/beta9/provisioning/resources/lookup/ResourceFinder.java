package io.beta9.provisioning.resources.lookup;

import io.beta9.provisioning.terraform.plan.PlannedResource;

/** Looks up the resources of one type in an account. Changes nothing. */
@FunctionalInterface
public interface ResourceFinder {
  /** For settings of other resources: creating one again has no effect, so none is looked up. */
  ResourceFinder REPEATABLE = (resource, hints) -> new LookupResult.Repeatable();

  LookupResult find(PlannedResource resource, LookupHints hints);
}
