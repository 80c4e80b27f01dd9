package io.beta9.provisioning.cloudsim.aws.rds;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.ec2.RequesterManagedInterfaces;
import io.beta9.provisioning.cloudsim.aws.logs.LogGroups;
import io.beta9.provisioning.cloudsim.aws.rds.RdsState.InstanceEntry;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceResponse;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DeleteDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbInstanceResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesResponse;
import software.amazon.awssdk.services.rds.model.Endpoint;
import software.amazon.awssdk.services.rds.model.RebootDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.RebootDbInstanceResponse;

/** Creation, description, reboot and deletion of DB instances. */
final class DbInstances {
  private final DbInstanceLifecycle progress;
  private final PlacementResolver placements;
  private final RequesterManagedInterfaces interfaces;
  private final LogGroups logs;

  DbInstances(
      DbInstanceLifecycle progress,
      PlacementResolver placements,
      RequesterManagedInterfaces interfaces,
      LogGroups logs) {
    this.progress = progress;
    this.placements = placements;
    this.interfaces = interfaces;
    this.logs = logs;
  }

  void register(Operations operations) {
    operations.on(CreateDbInstanceRequest.class, this::create);
    operations.on(DescribeDbInstancesRequest.class, this::describe);
    operations.on(DeleteDbInstanceRequest.class, this::delete);
    operations.on(RebootDbInstanceRequest.class, this::reboot);
  }

  private CreateDbInstanceResponse create(CreateDbInstanceRequest request, Call call) {
    RdsState state = progress.currentState(call);
    DbInstanceValidator.validate(request, state, call);
    DbInstancePlacement placement = placements.of(request, call);
    DBInstance instance = DbInstanceFactory.of(request, placement, call);
    if (request.port() != null) {
      instance = instance.toBuilder().endpoint(to -> to.port(request.port())).build();
    }
    interfaces.attach(
        call.account(),
        call.region(),
        placement.subnets(),
        placement.securityGroups(),
        "RDSNetworkInterface",
        instance.dbInstanceArn());
    state.instances.put(
        instance.dbInstanceIdentifier(),
        new InstanceEntry(
            instance,
            request.masterUserPassword(),
            call.now(),
            call.now().plus(call.cloud().latency("rds:instance"))));
    state.tags.add(instance.dbInstanceArn(), RdsTags.map(request.tags()));
    for (String export : instance.enabledCloudwatchLogsExports()) {
      logs.createIfAbsent(
          "/aws/rds/instance/" + instance.dbInstanceIdentifier() + "/" + export, call);
    }
    return CreateDbInstanceResponse.builder().dbInstance(apiView(state, instance)).build();
  }

  private DescribeDbInstancesResponse describe(DescribeDbInstancesRequest request, Call call) {
    RdsState state = progress.currentState(call);
    Stream<DBInstance> all = state.instances.values().stream().map(entry -> entry.instance);
    if (request.dbInstanceIdentifier() != null) {
      all = Stream.of(find(state, request.dbInstanceIdentifier()).instance);
    }
    List<DBInstance> found =
        all.filter(
                instance ->
                    request.filters().stream()
                        .allMatch(filter -> DbInstanceFilters.matches(filter, instance)))
            .map(instance -> apiView(state, instance))
            .toList();
    Page<DBInstance> page = Page.of(found, request.marker(), request.maxRecords(), 100);
    return DescribeDbInstancesResponse.builder()
        .dbInstances(page.items())
        .marker(page.next())
        .build();
  }

  private DeleteDbInstanceResponse delete(DeleteDbInstanceRequest request, Call call) {
    RdsState state = progress.currentState(call);
    InstanceEntry entry = find(state, request.dbInstanceIdentifier());
    String identifier = entry.instance.dbInstanceIdentifier();
    if (entry.instance.dbInstanceStatus().equals("deleting")) {
      throw RdsErrors.invalidInstanceState("Instance " + identifier + " is already being deleted.");
    }
    if (entry.instance.deletionProtection()) {
      throw RdsErrors.invalidCombination(
          "Cannot delete protected DB Instance, please disable deletion protection and try again.");
    }
    if (!Boolean.TRUE.equals(request.skipFinalSnapshot())) {
      takeFinalSnapshot(request.finalDBSnapshotIdentifier(), state, entry, call);
    }
    entry.instance = DbInstanceLifecycle.withStatus(entry.instance, "deleting");
    entry.transitionEndsAt = call.now().plus(call.cloud().latency("rds:instance:delete"));
    return DeleteDbInstanceResponse.builder().dbInstance(apiView(state, entry.instance)).build();
  }

  private static void takeFinalSnapshot(
      @Nullable String name, RdsState state, InstanceEntry entry, Call call) {
    if (name == null) {
      throw RdsErrors.invalidCombination(
          "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.");
    }
    if (!entry.instance.dbInstanceStatus().equals("available")) {
      throw RdsErrors.invalidInstanceState(
          "Cannot create a final snapshot because the instance "
              + entry.instance.dbInstanceIdentifier()
              + " is in "
              + entry.instance.dbInstanceStatus()
              + " state.");
    }
    DbSnapshots.take(name, state, entry.instance, call);
  }

  private RebootDbInstanceResponse reboot(RebootDbInstanceRequest request, Call call) {
    RdsState state = progress.currentState(call);
    InstanceEntry entry = requireAvailable(state, request.dbInstanceIdentifier());
    entry.target =
        entry.instance.toBuilder()
            .dbParameterGroups(
                entry.instance.dbParameterGroups().stream()
                    .map(group -> group.toBuilder().parameterApplyStatus("in-sync").build())
                    .toList())
            .build();
    entry.instance = DbInstanceLifecycle.withStatus(entry.instance, "rebooting");
    entry.transitionEndsAt = call.now().plus(call.cloud().latency("rds:instance:modify"));
    return RebootDbInstanceResponse.builder().dbInstance(apiView(state, entry.instance)).build();
  }

  /** Returns an instance by its case-insensitive identifier or its ARN. */
  static InstanceEntry find(RdsState state, String requestedName) {
    String name =
        requestedName.startsWith("arn:")
            ? requestedName.substring(requestedName.lastIndexOf(':') + 1)
            : requestedName;
    InstanceEntry entry = state.instances.get(RdsNames.lower(name));
    if (entry == null) {
      throw RdsErrors.instanceNotFound(name);
    }
    return entry;
  }

  static InstanceEntry requireAvailable(RdsState state, String identifier) {
    InstanceEntry entry = find(state, identifier);
    if (!entry.instance.dbInstanceStatus().equals("available")) {
      throw RdsErrors.invalidInstanceState(
          "Database instance is not in available state: "
              + identifier
              + " is "
              + entry.instance.dbInstanceStatus()
              + ".");
    }
    return entry;
  }

  static DBInstance apiView(RdsState state, DBInstance instance) {
    DBInstance.Builder shown =
        instance.toBuilder().tagList(RdsTags.list(state.tags.of(instance.dbInstanceArn())));
    if (instance.endpoint() != null && instance.endpoint().address() == null) {
      shown.endpoint((Endpoint) null);
    }
    return shown.build();
  }
}
