package io.beta9.provisioning.operation.history;

import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.StepName;
import java.util.List;

/** The steps of each kind of operation in their order, for showing what is still to come. */
public final class PlannedSteps {
  private static final List<StepName> PROVISION =
      List.of(
          StepName.PREFLIGHT,
          StepName.STATE_BACKEND,
          StepName.SECRETS,
          StepName.STACK,
          StepName.INIT,
          StepName.RECOVER,
          StepName.PLAN,
          StepName.APPLY,
          StepName.OUTPUTS,
          StepName.OPEN_ENDPOINT,
          StepName.CLUSTER_ACCESS,
          StepName.NODES,
          StepName.BASELINE,
          StepName.CERTIFICATE,
          StepName.BETA9,
          StepName.CLAIM,
          StepName.EXPOSE,
          StepName.REPLACE_NODES,
          StepName.CHECK,
          StepName.CLOSE_ENDPOINT);

  private static final List<StepName> DESTROY =
      List.of(
          StepName.STATE_BACKEND,
          StepName.SECRETS,
          StepName.STACK,
          StepName.INIT,
          StepName.RECOVER,
          StepName.OPEN_ENDPOINT,
          StepName.CLUSTER_UNINSTALL,
          StepName.DESTROY,
          StepName.SWEEP);

  private static final List<StepName> PLAN =
      List.of(StepName.STACK, StepName.INIT, StepName.RECOVER, StepName.PLAN);

  private PlannedSteps() {}

  public static List<StepName> of(OperationKind kind) {
    return switch (kind) {
      case PROVISION, UPDATE -> PROVISION;
      case PLAN -> PLAN;
      case DESTROY -> DESTROY;
    };
  }
}
