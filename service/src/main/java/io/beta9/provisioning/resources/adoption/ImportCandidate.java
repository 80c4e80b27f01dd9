package io.beta9.provisioning.resources.adoption;

import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import io.beta9.provisioning.terraform.plan.StateResources;

/** A resource of the plan that has to be looked up in the account, and why. */
record ImportCandidate(PlannedResource resource, Reason reason) {

  /** Why it has to be looked up. */
  enum Reason {
    /** The plan would create it. */
    NOT_IN_STATE,
    /** It is tainted in the state, and the plan would replace it. */
    TAINTED,
    /** It is in the state and not tainted, but AWS may still be changing it. */
    SLOW
  }

  static Reason reason(PlannedResource resource, StateResources state) {
    if (state
        .find(resource.address())
        .filter(StateResources.ManagedResource::tainted)
        .isPresent()) {
      return Reason.TAINTED;
    }
    return resource.action() == Action.CREATE ? Reason.NOT_IN_STATE : Reason.SLOW;
  }

  String address() {
    return resource.address();
  }
}
