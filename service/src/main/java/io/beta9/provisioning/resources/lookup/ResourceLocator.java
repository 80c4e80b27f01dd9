package io.beta9.provisioning.resources.lookup;

import io.beta9.provisioning.terraform.plan.PlannedResource;
import java.util.Optional;

/** Looks up the resources of a plan in an account, and completes or removes them for adoption. */
public interface ResourceLocator extends ResourceLookup {

  /**
   * Completes what an interrupted creation left undone and a later plan does not detect.
   *
   * @param id the id of {@link LookupResult.Found}
   * @return what was done; empty if the resource is complete
   */
  Optional<String> completeCreation(PlannedResource resource, String id);

  /** Removes a setting without which the resource that it belongs to cannot be deleted. */
  void removeSetting(PlannedResource setting);
}
