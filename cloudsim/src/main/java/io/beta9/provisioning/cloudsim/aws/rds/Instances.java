package io.beta9.provisioning.cloudsim.aws.rds;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.ec2.NetworkInterfaces;
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

/** Databases, from their making to their end. */
final class Instances {
  private final InstanceProgress progress;
  private final Placements placements;
  private final NetworkInterfaces interfaces;
  private final LogGroups logs;

  Instances(
      InstanceProgress progress,
      Placements placements,
      NetworkInterfaces interfaces,
      LogGroups logs) {
    this.progress = progress;
    this.placements = placements;
    this.interfaces = interfaces;
    this.logs = logs;
  }

  void register(Operations on) {
    on.on(CreateDbInstanceRequest.class, this::create);
    on.on(DescribeDbInstancesRequest.class, this::describe);
    on.on(DeleteDbInstanceRequest.class, this::delete);
    on.on(RebootDbInstanceRequest.class, this::reboot);
  }

  private CreateDbInstanceResponse create(CreateDbInstanceRequest request, Call call) {
    RdsState state = progress.state(call);
    InstanceChecks.create(request, state, call);
    Placement placement = placements.of(request, call);
    DBInstance instance = InstanceShape.of(request, placement, call);
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
      logs.ensure("/aws/rds/instance/" + instance.dbInstanceIdentifier() + "/" + export, call);
    }
    return CreateDbInstanceResponse.builder().dbInstance(shown(state, instance)).build();
  }

  private DescribeDbInstancesResponse describe(DescribeDbInstancesRequest request, Call call) {
    RdsState state = progress.state(call);
    Stream<DBInstance> all = state.instances.values().stream().map(entry -> entry.instance);
    if (request.dbInstanceIdentifier() != null) {
      all = Stream.of(find(state, request.dbInstanceIdentifier()).instance);
    }
    List<DBInstance> found =
        all.filter(
                instance ->
                    request.filters().stream()
                        .allMatch(filter -> InstanceFilters.matches(filter, instance)))
            .map(instance -> shown(state, instance))
            .toList();
    Page<DBInstance> page = Page.of(found, request.marker(), request.maxRecords(), 100);
    return DescribeDbInstancesResponse.builder()
        .dbInstances(page.items())
        .marker(page.next())
        .build();
  }

  private DeleteDbInstanceResponse delete(DeleteDbInstanceRequest request, Call call) {
    RdsState state = progress.state(call);
    InstanceEntry entry = find(state, request.dbInstanceIdentifier());
    String identifier = entry.instance.dbInstanceIdentifier();
    if (entry.instance.dbInstanceStatus().equals("deleting")) {
      throw RdsFaults.instanceState("Instance " + identifier + " is already being deleted.");
    }
    if (entry.instance.deletionProtection()) {
      throw RdsFaults.combination(
          "Cannot delete protected DB Instance, please disable deletion protection and try again.");
    }
    if (!Boolean.TRUE.equals(request.skipFinalSnapshot())) {
      finalSnapshot(request.finalDBSnapshotIdentifier(), state, entry, call);
    }
    entry.instance = InstanceProgress.status(entry.instance, "deleting");
    entry.settlesAt = call.now().plus(call.cloud().latency("rds:instance:delete"));
    return DeleteDbInstanceResponse.builder().dbInstance(shown(state, entry.instance)).build();
  }

  private static void finalSnapshot(
      @Nullable String name, RdsState state, InstanceEntry entry, Call call) {
    if (name == null) {
      throw RdsFaults.combination(
          "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.");
    }
    if (!entry.instance.dbInstanceStatus().equals("available")) {
      throw RdsFaults.instanceState(
          "Cannot create a final snapshot because the instance "
              + entry.instance.dbInstanceIdentifier()
              + " is in "
              + entry.instance.dbInstanceStatus()
              + " state.");
    }
    Snapshots.take(name, state, entry.instance, call);
  }

  private RebootDbInstanceResponse reboot(RebootDbInstanceRequest request, Call call) {
    RdsState state = progress.state(call);
    InstanceEntry entry = available(state, request.dbInstanceIdentifier());
    entry.wanted =
        entry.instance.toBuilder()
            .dbParameterGroups(
                entry.instance.dbParameterGroups().stream()
                    .map(group -> group.toBuilder().parameterApplyStatus("in-sync").build())
                    .toList())
            .build();
    entry.instance = InstanceProgress.status(entry.instance, "rebooting");
    entry.settlesAt = call.now().plus(call.cloud().latency("rds:instance:modify"));
    return RebootDbInstanceResponse.builder().dbInstance(shown(state, entry.instance)).build();
  }

  /** By identifier in any case, or by ARN. */
  static InstanceEntry find(RdsState state, String given) {
    String name = given.startsWith("arn:") ? given.substring(given.lastIndexOf(':') + 1) : given;
    InstanceEntry entry = state.instances.get(RdsNames.lower(name));
    if (entry == null) {
      throw RdsFaults.noInstance(name);
    }
    return entry;
  }

  static InstanceEntry available(RdsState state, String identifier) {
    InstanceEntry entry = find(state, identifier);
    if (!entry.instance.dbInstanceStatus().equals("available")) {
      throw RdsFaults.instanceState(
          "Database instance is not in available state: "
              + identifier
              + " is "
              + entry.instance.dbInstanceStatus()
              + ".");
    }
    return entry;
  }

  static DBInstance shown(RdsState state, DBInstance instance) {
    DBInstance.Builder shown =
        instance.toBuilder().tagList(RdsTags.list(state.tags.of(instance.dbInstanceArn())));
    if (instance.endpoint() != null && instance.endpoint().address() == null) {
      shown.endpoint((Endpoint) null);
    }
    return shown.build();
  }
}
