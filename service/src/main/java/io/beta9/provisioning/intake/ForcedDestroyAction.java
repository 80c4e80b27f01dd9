package io.beta9.provisioning.intake;

import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;

/** What a forced destruction does with an environment, as data. */
public sealed interface ForcedDestroyAction {

  /** An operation that is not running ends. */
  record EndOperation(OperationKind kind, OperationId id) implements ForcedDestroyAction {}

  /** A running operation is cancelled; its worker, or the one that takes it over, ends it. */
  record CancelOperation(OperationKind kind, OperationId id) implements ForcedDestroyAction {}

  /** The operation already is a forced destroy. */
  record ContinueForcedDestroy(OperationKind kind, OperationId id) implements ForcedDestroyAction {}

  record QueueDestruction() implements ForcedDestroyAction {}

  record KeepSnapshot() implements ForcedDestroyAction {}

  record UninstallFromCluster() implements ForcedDestroyAction {}

  record DestroyWithTerraform() implements ForcedDestroyAction {}

  record RemoveTaggedResources() implements ForcedDestroyAction {}

  record DestructionQueued() implements ForcedDestroyAction {}

  /** Returns one sentence without a full stop. */
  default String sentence() {
    return switch (this) {
      case EndOperation(var kind, var id) ->
          "end " + kind.code() + " " + id + ", which is not running";
      case CancelOperation(var kind, var id) ->
          "cancel "
              + kind.code()
              + " "
              + id
              + "; its worker ends it, or the worker that takes it over from a dead one";
      case ContinueForcedDestroy(var kind, var id) ->
          "let " + kind.code() + " " + id + " continue, which already is a forced destroy";
      case QueueDestruction() ->
          "queue its destruction, which removes the lock of a dead Terraform process from its"
              + " state";
      case KeepSnapshot() ->
          "keep a snapshot of the protected database; without it, nothing is destroyed";
      case UninstallFromCluster() -> "uninstall from the cluster, or continue if it is unreachable";
      case DestroyWithTerraform() ->
          "destroy with Terraform, or continue if that fails permanently";
      case RemoveTaggedResources() -> "remove all resources with its tag, and list what is left";
      case DestructionQueued() -> "its destruction is queued";
    };
  }
}
