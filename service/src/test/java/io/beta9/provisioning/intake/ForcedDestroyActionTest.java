package io.beta9.provisioning.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForcedDestroyActionTest {
  private static final OperationId ID = new OperationId("op_0123456789ab");
  private static final OperationKind KIND = OperationKind.PROVISION;

  @Test
  void renders_one_sentence_for_each_action() {
    List<ForcedDestroyAction> all =
        List.of(
            new ForcedDestroyAction.EndOperation(KIND, ID),
            new ForcedDestroyAction.CancelOperation(KIND, ID),
            new ForcedDestroyAction.ContinueForcedDestroy(OperationKind.DESTROY, ID),
            new ForcedDestroyAction.QueueDestruction(),
            new ForcedDestroyAction.KeepSnapshot(),
            new ForcedDestroyAction.UninstallFromCluster(),
            new ForcedDestroyAction.DestroyWithTerraform(),
            new ForcedDestroyAction.RemoveTaggedResources(),
            new ForcedDestroyAction.DestructionQueued());
    assertThat(all)
        .extracting(action -> (Object) action.getClass())
        .contains((Object[]) ForcedDestroyAction.class.getPermittedSubclasses());
    assertThat(all)
        .extracting(ForcedDestroyAction::sentence)
        .containsExactly(
            "end provision op_0123456789ab, which is not running",
            "cancel provision op_0123456789ab; its worker ends it, or the worker that takes it over"
                + " from a dead one",
            "let destroy op_0123456789ab continue, which already is a forced destroy",
            "queue its destruction, which removes the lock of a dead Terraform process from its"
                + " state",
            "keep a snapshot of the protected database; without it, nothing is destroyed",
            "uninstall from the cluster, or continue if it is unreachable",
            "destroy with Terraform, or continue if that fails permanently",
            "remove all resources with its tag, and list what is left",
            "its destruction is queued");
  }
}
