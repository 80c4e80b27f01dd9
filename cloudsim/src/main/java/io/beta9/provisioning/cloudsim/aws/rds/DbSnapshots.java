package io.beta9.provisioning.cloudsim.aws.rds;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.common.SdkFields;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.List;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.DeleteDbSnapshotRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbSnapshotResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbSnapshotsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbSnapshotsResponse;

/** Final snapshots of deleted DB instances. */
final class DbSnapshots {
  private final StateStore store;

  DbSnapshots(StateStore store) {
    this.store = store;
  }

  void register(Operations operations) {
    operations.on(DescribeDbSnapshotsRequest.class, this::describe);
    operations.on(DeleteDbSnapshotRequest.class, this::delete);
  }

  static void take(String requestedName, RdsState state, DBInstance instance, Call call) {
    String name = RdsNames.identifier("DBSnapshotIdentifier", requestedName);
    if (state.snapshots.containsKey(name)) {
      throw new AwsErrorException(
          400,
          "DBSnapshotAlreadyExists",
          "Cannot create the snapshot because a snapshot with the identifier "
              + name
              + " already exists.");
    }
    DBSnapshot.Builder snapshot = DBSnapshot.builder();
    SdkFields.copyScalars(instance, snapshot);
    state.snapshots.put(
        name,
        snapshot
            .dbSnapshotIdentifier(name)
            .dbSnapshotArn(call.arn("rds", "snapshot:" + name))
            .snapshotType("manual")
            .snapshotCreateTime(call.now())
            .status("available")
            .percentProgress(100)
            .encrypted(instance.storageEncrypted())
            .build());
  }

  private DescribeDbSnapshotsResponse describe(DescribeDbSnapshotsRequest request, Call call) {
    RdsState state = RdsState.of(store, call.account(), call.region());
    List<DBSnapshot> found =
        request.dbSnapshotIdentifier() == null
            ? state.snapshots.values().stream()
                .filter(
                    it ->
                        request.dbInstanceIdentifier() == null
                            || it.dbInstanceIdentifier().equals(request.dbInstanceIdentifier()))
                .toList()
            : List.of(find(state, request.dbSnapshotIdentifier()));
    Page<DBSnapshot> page = Page.of(found, request.marker(), request.maxRecords(), 100);
    return DescribeDbSnapshotsResponse.builder()
        .dbSnapshots(page.items())
        .marker(page.next())
        .build();
  }

  private DeleteDbSnapshotResponse delete(DeleteDbSnapshotRequest request, Call call) {
    RdsState state = RdsState.of(store, call.account(), call.region());
    DBSnapshot deleted = find(state, request.dbSnapshotIdentifier());
    state.snapshots.remove(deleted.dbSnapshotIdentifier());
    return DeleteDbSnapshotResponse.builder()
        .dbSnapshot(deleted.toBuilder().status("deleted").build())
        .build();
  }

  private static DBSnapshot find(RdsState state, String name) {
    DBSnapshot snapshot = state.snapshots.get(RdsNames.lower(name));
    if (snapshot == null) {
      throw new AwsErrorException(404, "DBSnapshotNotFound", "DBSnapshot " + name + " not found.");
    }
    return snapshot;
  }
}
