package io.beta9.provisioning.resources.adoption;

import io.beta9.provisioning.terraform.plan.PlannedResource;
import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.terraform.run.TerraformEvent.Action;

/** A resource of the plan that has to be looked for, and why. */
record ImportCandidate(PlannedResource resource, Why why) {

  /** Why it is looked for. */
  enum Why {
    /** The plan would create it. */
    NOT_IN_STATE,
    /** The state has it as unfinished, and the plan would make it anew. */
    TAINTED,
    /** It is well known, but AWS may not be done with it. */
    SLOW
  }

  static Why why(PlannedResource resource, StateResources state) {
    if (state.find(resource.address()).filter(StateResources.StateResource::tainted).isPresent()) {
      return Why.TAINTED;
    }
    return resource.action() == Action.CREATE ? Why.NOT_IN_STATE : Why.SLOW;
  }

  String address() {
    return resource.address();
  }
}
