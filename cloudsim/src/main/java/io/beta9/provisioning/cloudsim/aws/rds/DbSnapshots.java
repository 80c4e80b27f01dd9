package io.beta9.provisioning.cloudsim.aws.rds;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.common.SdkFields;
import io.beta9.provisioning.cloudsim.aws.kms.KeyResolver;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.rds.model.CopyDbSnapshotRequest;
import software.amazon.awssdk.services.rds.model.CopyDbSnapshotResponse;
import software.amazon.awssdk.services.rds.model.CreateDbSnapshotRequest;
import software.amazon.awssdk.services.rds.model.CreateDbSnapshotResponse;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.DeleteDbSnapshotRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbSnapshotResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbSnapshotsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbSnapshotsResponse;
import software.amazon.awssdk.services.rds.model.Tag;

/** Manual snapshots, copies of them, and final snapshots of deleted DB instances. */
final class DbSnapshots {
  /** The key that AWS manages; it exists in every account that uses RDS. */
  private static final String AWS_MANAGED_KEY = "alias/aws/rds";

  private final StateStore store;
  private final DbInstanceLifecycle progress;
  private final KeyResolver keys;

  DbSnapshots(StateStore store, DbInstanceLifecycle progress, KeyResolver keys) {
    this.store = store;
    this.progress = progress;
    this.keys = keys;
  }

  void register(Operations operations) {
    operations.on(CreateDbSnapshotRequest.class, this::create);
    operations.on(CopyDbSnapshotRequest.class, this::copy);
    operations.on(DescribeDbSnapshotsRequest.class, this::describe);
    operations.on(DeleteDbSnapshotRequest.class, this::delete);
  }

  /** Takes the final snapshot of an instance that is being deleted. */
  static void take(String requestedName, RdsState state, DBInstance instance, Call call) {
    DBSnapshot snapshot = ofInstance(requestedName, state, instance, call);
    state.snapshots.put(snapshot.dbSnapshotIdentifier(), snapshot);
  }

  private static DBSnapshot ofInstance(
      String requestedName, RdsState state, DBInstance instance, Call call) {
    String name = requireUnused(requestedName, state);
    DBSnapshot.Builder snapshot = DBSnapshot.builder();
    SdkFields.copyScalars(instance, snapshot);
    return snapshot
        .dbSnapshotIdentifier(name)
        .dbSnapshotArn(call.arn("rds", "snapshot:" + name))
        .snapshotType("manual")
        .snapshotCreateTime(call.now())
        .status("available")
        .percentProgress(100)
        .encrypted(instance.storageEncrypted())
        .build();
  }

  private static String requireUnused(String requestedName, RdsState state) {
    String name = RdsNames.identifier("DBSnapshotIdentifier", requestedName);
    if (state.snapshots.containsKey(name)) {
      throw new AwsErrorException(
          400,
          "DBSnapshotAlreadyExists",
          "Cannot create the snapshot because a snapshot with the identifier "
              + name
              + " already exists.");
    }
    return name;
  }

  private CreateDbSnapshotResponse create(CreateDbSnapshotRequest request, Call call) {
    RdsState state = progress.currentState(call);
    DBInstance instance =
        DbInstances.requireAvailable(state, request.dbInstanceIdentifier()).instance;
    DBSnapshot snapshot = ofInstance(request.dbSnapshotIdentifier(), state, instance, call);
    return CreateDbSnapshotResponse.builder()
        .dbSnapshot(start(snapshot, request.tags(), state, call))
        .build();
  }

  /** Copies a snapshot; a copy under another key can be read without the key of the source. */
  private CopyDbSnapshotResponse copy(CopyDbSnapshotRequest request, Call call) {
    RdsState state = progress.currentState(call);
    String sourceName = request.sourceDBSnapshotIdentifier();
    DBSnapshot source =
        requireAvailable(find(state, sourceName.substring(sourceName.lastIndexOf(':') + 1), call));
    String name = requireUnused(request.targetDBSnapshotIdentifier(), state);
    if (Boolean.TRUE.equals(source.encrypted())) {
      requireUsable(source.kmsKeyId(), call);
    }
    String key =
        request.kmsKeyId() == null ? source.kmsKeyId() : requireUsable(request.kmsKeyId(), call);
    DBSnapshot copy =
        source.toBuilder()
            .dbSnapshotIdentifier(name)
            .dbSnapshotArn(call.arn("rds", "snapshot:" + name))
            .sourceDBSnapshotIdentifier(source.dbSnapshotArn())
            .snapshotCreateTime(call.now())
            .kmsKeyId(key)
            .build();
    return CopyDbSnapshotResponse.builder()
        .dbSnapshot(start(copy, request.tags(), state, call))
        .build();
  }

  private String requireUsable(String key, Call call) {
    if (key.endsWith(AWS_MANAGED_KEY)) {
      return call.arn("kms", AWS_MANAGED_KEY);
    }
    try {
      return keys.enabledKeyArn(key, call);
    } catch (AwsErrorException e) {
      throw new AwsErrorException(
          400,
          "KMSKeyNotAccessibleFault",
          "The specified KMS key does not exist, is not enabled or you do not have permissions to"
              + " access it.");
    }
  }

  private static DBSnapshot start(DBSnapshot snapshot, List<Tag> tags, RdsState state, Call call) {
    DBSnapshot created = snapshot.toBuilder().status("creating").percentProgress(0).build();
    state.snapshots.put(created.dbSnapshotIdentifier(), created);
    state.snapshotsAvailableAt.put(
        created.dbSnapshotIdentifier(), call.now().plus(call.cloud().latency("rds:snapshot")));
    state.tags.add(created.dbSnapshotArn(), RdsTags.map(tags));
    return created;
  }

  private DescribeDbSnapshotsResponse describe(DescribeDbSnapshotsRequest request, Call call) {
    RdsState state = RdsState.of(store, call.account(), call.region());
    List<DBSnapshot> found =
        request.dbSnapshotIdentifier() == null
            ? List.copyOf(state.snapshots.keySet()).stream()
                .map(name -> find(state, name, call))
                .filter(
                    it ->
                        request.dbInstanceIdentifier() == null
                            || it.dbInstanceIdentifier().equals(request.dbInstanceIdentifier()))
                .toList()
            : List.of(find(state, request.dbSnapshotIdentifier(), call));
    Page<DBSnapshot> page = Page.of(found, request.marker(), request.maxRecords(), 100);
    return DescribeDbSnapshotsResponse.builder()
        .dbSnapshots(
            page.items().stream()
                .map(
                    it ->
                        it.toBuilder()
                            .tagList(RdsTags.list(state.tags.of(it.dbSnapshotArn())))
                            .build())
                .toList())
        .marker(page.next())
        .build();
  }

  private DeleteDbSnapshotResponse delete(DeleteDbSnapshotRequest request, Call call) {
    RdsState state = RdsState.of(store, call.account(), call.region());
    DBSnapshot deleted = requireAvailable(find(state, request.dbSnapshotIdentifier(), call));
    state.snapshots.remove(deleted.dbSnapshotIdentifier());
    state.snapshotsAvailableAt.remove(deleted.dbSnapshotIdentifier());
    state.tags.removeAll(deleted.dbSnapshotArn());
    return DeleteDbSnapshotResponse.builder()
        .dbSnapshot(deleted.toBuilder().status("deleted").build())
        .build();
  }

  private static DBSnapshot requireAvailable(DBSnapshot snapshot) {
    if (!"available".equals(snapshot.status())) {
      throw new AwsErrorException(
          400,
          "InvalidDBSnapshotState",
          "The snapshot " + snapshot.dbSnapshotIdentifier() + " is not in the available state.");
    }
    return snapshot;
  }

  private static DBSnapshot find(RdsState state, String requestedName, Call call) {
    String name = RdsNames.lower(requestedName);
    DBSnapshot snapshot = state.snapshots.get(name);
    if (snapshot == null) {
      throw new AwsErrorException(404, "DBSnapshotNotFound", "DBSnapshot " + name + " not found.");
    }
    Instant availableAt = state.snapshotsAvailableAt.get(name);
    if (availableAt != null && !call.now().isBefore(availableAt)) {
      snapshot = snapshot.toBuilder().status("available").percentProgress(100).build();
      state.snapshots.put(name, snapshot);
      state.snapshotsAvailableAt.remove(name);
    }
    return snapshot;
  }
}
