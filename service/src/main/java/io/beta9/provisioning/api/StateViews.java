package io.beta9.provisioning.api;

import io.beta9.provisioning.apimodel.state.PendingStateView;
import io.beta9.provisioning.apimodel.state.StateLockView;
import io.beta9.provisioning.apimodel.state.StateLocks;
import io.beta9.provisioning.apimodel.state.StatePruneResult;
import io.beta9.provisioning.apimodel.state.StateResourceView;
import io.beta9.provisioning.apimodel.state.StateRollbackResult;
import io.beta9.provisioning.apimodel.state.StateUnlockResult;
import io.beta9.provisioning.apimodel.state.StateVersionView;
import io.beta9.provisioning.apimodel.state.StateView;
import io.beta9.provisioning.tfstate.operations.KeptStateOperations;
import io.beta9.provisioning.tfstate.operations.StateLocking;
import io.beta9.provisioning.tfstate.operations.StatePruning;
import io.beta9.provisioning.tfstate.operations.StateReading;
import io.beta9.provisioning.tfstate.operations.StateRollback;
import io.beta9.provisioning.tfstate.s3.StateVersions;

/** Maps Terraform states and the results of operations on them to the records of the API. */
final class StateViews {
  private StateViews() {}

  static StateView of(StateReading.Shown state) {
    return new StateView(
        state.environmentId(),
        state.version(),
        state.serial(),
        state.lineage(),
        state.terraformVersion(),
        state.resources().stream()
            .map(
                resource ->
                    new StateView.ManagedResource(
                        resource.address(),
                        resource.type(),
                        resource.id(),
                        resource.data(),
                        resource.tainted()))
            .toList(),
        EnvironmentViews.map(state.outputs()));
  }

  static StateResourceView of(StateReading.ShownResource resource) {
    return new StateResourceView(
        resource.environmentId(), resource.address(), EnvironmentViews.map(resource.attributes()));
  }

  static StateVersionView of(StateVersions.StateVersion version) {
    return new StateVersionView(
        version.id(), version.writtenAt(), version.bytes(), version.current());
  }

  static StateLocks of(StateLocking.Locks locks) {
    return new StateLocks(
        locks.environmentId(), locks.locked(), locks.locks().stream().map(StateViews::of).toList());
  }

  static StateUnlockResult of(StateLocking.Unlocked unlocked) {
    return new StateUnlockResult(
        unlocked.environmentId(),
        unlocked.dryRun(),
        unlocked.removed().stream().map(StateViews::of).toList());
  }

  private static StateLockView of(StateLocking.LockView lock) {
    return new StateLockView(
        lock.id(),
        lock.place(),
        lock.operation(),
        lock.who(),
        lock.takenAt(),
        lock.ageSeconds(),
        lock.holder(),
        lock.because());
  }

  static StateRollbackResult of(StateRollback.RolledBack result) {
    return new StateRollbackResult(
        result.environmentId(),
        result.dryRun(),
        result.to(),
        result.fromSerial(),
        result.contentOfSerial(),
        result.newSerial(),
        result.removed(),
        result.added());
  }

  static StatePruneResult of(StatePruning.Pruned result) {
    return new StatePruneResult(
        result.environmentId(),
        result.dryRun(),
        result.kept(),
        result.removed(),
        result.bytes(),
        result.versions().stream().map(StateViews::of).toList());
  }

  static PendingStateView of(KeptStateOperations.PendingState state) {
    return new PendingStateView(
        state.environmentId(), state.waiting(), state.lineage(), state.serial());
  }
}
