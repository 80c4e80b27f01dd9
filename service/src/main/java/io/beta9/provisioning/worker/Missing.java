package io.beta9.provisioning.worker;

import io.beta9.provisioning.terraform.PlannedResource;
import io.beta9.provisioning.terraform.StateView;
import io.beta9.provisioning.terraform.TerraformEvent.Action;

/** A resource of the plan that has to be looked for, and why. */
record Missing(PlannedResource resource, Why why) {

  /** Why it is looked for. */
  enum Why {
    /** The plan would create it. */
    NOT_IN_STATE,
    /** The state has it as unfinished, and the plan would make it anew. */
    TAINTED,
    /** It is well known, but AWS may not be done with it. */
    SLOW
  }

  static Why why(PlannedResource resource, StateView state) {
    if (state.find(resource.address()).filter(StateView.Resource::tainted).isPresent()) {
      return Why.TAINTED;
    }
    return resource.action() == Action.CREATE ? Why.NOT_IN_STATE : Why.SLOW;
  }

  String address() {
    return resource.address();
  }
}
