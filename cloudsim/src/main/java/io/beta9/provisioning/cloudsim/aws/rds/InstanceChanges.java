package io.beta9.provisioning.cloudsim.aws.rds;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Shapes;
import io.beta9.provisioning.cloudsim.aws.ec2.NetworkInterfaces;
import io.beta9.provisioning.cloudsim.aws.logs.LogGroups;
import io.beta9.provisioning.cloudsim.aws.rds.RdsState.InstanceEntry;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.CloudwatchLogsExportConfiguration;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceResponse;
import software.amazon.awssdk.services.rds.model.PendingModifiedValues;

/** Changes of a database: some take effect at once, some when asked to, else in the next window. */
final class InstanceChanges {
  private final InstanceProgress progress;
  private final Placements placements;
  private final NetworkInterfaces interfaces;
  private final LogGroups logs;

  InstanceChanges(
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
    on.on(ModifyDbInstanceRequest.class, this::modify);
  }

  private ModifyDbInstanceResponse modify(ModifyDbInstanceRequest request, Call call) {
    RdsState state = progress.state(call);
    InstanceEntry entry = Instances.available(state, request.dbInstanceIdentifier());
    String version = check(request, entry.instance);
    DBInstance.Builder now = immediate(request, entry.instance, version, call);
    PendingModifiedValues later = later(request, entry.instance, version);
    if (request.masterUserPassword() != null) {
      entry.masterPassword = request.masterUserPassword();
    }
    if (Boolean.TRUE.equals(request.applyImmediately())) {
      Shapes.overlay(later, now);
      entry.wanted = now.pendingModifiedValues(values -> {}).build();
    } else {
      now.pendingModifiedValues(later);
      entry.wanted = now.build();
    }
    entry.instance =
        entry.wanted.toBuilder()
            .dbInstanceStatus("modifying")
            .dbInstanceClass(entry.instance.dbInstanceClass())
            .engineVersion(entry.instance.engineVersion())
            .allocatedStorage(entry.instance.allocatedStorage())
            .pendingModifiedValues(later)
            .build();
    entry.settlesAt = call.now().plus(call.cloud().latency("rds:instance:modify"));
    return ModifyDbInstanceResponse.builder()
        .dbInstance(Instances.shown(state, entry.instance))
        .build();
  }

  /** Refuses what cannot be, and answers the version that it will have. */
  private static String check(ModifyDbInstanceRequest request, DBInstance instance) {
    if (request.dbInstanceClass() != null) {
      InstanceChecks.classOf(request.dbInstanceClass());
    }
    if (request.masterUserPassword() != null) {
      InstanceChecks.password(request.masterUserPassword());
    }
    InstanceChecks.retention(request.backupRetentionPeriod());
    InstanceChecks.monitoring(
        request.monitoringInterval(),
        request.monitoringRoleArn() == null
            ? instance.monitoringRoleArn()
            : request.monitoringRoleArn());
    if (request.allocatedStorage() != null
        && request.allocatedStorage() < instance.allocatedStorage()) {
      throw RdsFaults.combination(
          "Invalid storage size: the allocated storage can't be made smaller, from "
              + instance.allocatedStorage()
              + " to "
              + request.allocatedStorage());
    }
    if (request.engineVersion() == null) {
      return instance.engineVersion();
    }
    String before = instance.engineVersion();
    String wanted =
        request.engineVersion().equals(Engines.major(before))
            ? before
            : Engines.resolve(request.engineVersion());
    if (wanted.equals(before)) {
      return before;
    }
    if (!Engines.upgradesOf(before).contains(wanted)) {
      throw RdsFaults.combination("Cannot upgrade postgres from " + before + " to " + wanted);
    }
    if (!Engines.major(wanted).equals(Engines.major(before))
        && !Boolean.TRUE.equals(request.allowMajorVersionUpgrade())) {
      throw RdsFaults.combination(
          "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major"
              + " version.");
    }
    return wanted;
  }

  private DBInstance.Builder immediate(
      ModifyDbInstanceRequest request, DBInstance instance, String version, Call call) {
    DBInstance.Builder now = instance.toBuilder();
    Shapes.overlay(request, now);
    // the overlay also carries what has to wait; later() says what becomes of that
    now.dbInstanceIdentifier(instance.dbInstanceIdentifier())
        .dbInstanceClass(instance.dbInstanceClass())
        .allocatedStorage(instance.allocatedStorage())
        .engineVersion(instance.engineVersion())
        .engine(instance.engine())
        .multiAZ(instance.multiAZ())
        .iops(instance.iops())
        .storageThroughput(instance.storageThroughput())
        .storageType(instance.storageType());
    if (request.preferredMaintenanceWindow() != null) {
      now.preferredMaintenanceWindow(request.preferredMaintenanceWindow().toLowerCase(Locale.ROOT));
    }
    if (request.enableIAMDatabaseAuthentication() != null) {
      now.iamDatabaseAuthenticationEnabled(request.enableIAMDatabaseAuthentication());
    }
    if (request.enablePerformanceInsights() != null) {
      now.performanceInsightsEnabled(request.enablePerformanceInsights());
    }
    if (request.dbPortNumber() != null) {
      now.endpoint(instance.endpoint().toBuilder().port(request.dbPortNumber()).build());
    }
    if (request.dbParameterGroupName() != null) {
      String group = placements.parameterGroup(request.dbParameterGroupName(), version, call);
      boolean same =
          instance.dbParameterGroups().stream()
              .anyMatch(it -> it.dbParameterGroupName().equals(group));
      if (!same) {
        now.dbParameterGroups(
            it -> it.dbParameterGroupName(group).parameterApplyStatus("pending-reboot"));
      }
    }
    if (!request.vpcSecurityGroupIds().isEmpty()) {
      List<String> groups =
          placements.securityGroups(
              request.vpcSecurityGroupIds(), instance.dbSubnetGroup().vpcId(), call);
      now.vpcSecurityGroups(InstanceShape.memberships(groups));
      move(instance, groups, call);
    }
    if (request.cloudwatchLogsExportConfiguration() != null) {
      now.enabledCloudwatchLogsExports(
          exports(instance, request.cloudwatchLogsExportConfiguration(), call));
    }
    return now;
  }

  private void move(DBInstance instance, List<String> groups, Call call) {
    List<String> subnets =
        interfaces.of(call.account(), call.region(), instance.dbInstanceArn()).stream()
            .map(held -> held.subnetId())
            .toList();
    interfaces.release(instance.dbInstanceArn());
    interfaces.attach(
        call.account(),
        call.region(),
        subnets,
        groups,
        "RDSNetworkInterface",
        instance.dbInstanceArn());
  }

  private Set<String> exports(
      DBInstance instance, CloudwatchLogsExportConfiguration change, Call call) {
    Set<String> exports = new TreeSet<>(instance.enabledCloudwatchLogsExports());
    exports.removeAll(change.disableLogTypes());
    exports.addAll(change.enableLogTypes());
    exports.forEach(
        export ->
            logs.ensure(
                "/aws/rds/instance/" + instance.dbInstanceIdentifier() + "/" + export, call));
    return exports;
  }

  private static PendingModifiedValues later(
      ModifyDbInstanceRequest request, DBInstance instance, String version) {
    PendingModifiedValues.Builder later = PendingModifiedValues.builder();
    if (differs(request.dbInstanceClass(), instance.dbInstanceClass())) {
      later.dbInstanceClass(request.dbInstanceClass());
    }
    if (differs(request.allocatedStorage(), instance.allocatedStorage())) {
      later.allocatedStorage(request.allocatedStorage());
    }
    if (differs(version, instance.engineVersion())) {
      later.engineVersion(version);
    }
    if (differs(request.multiAZ(), instance.multiAZ())) {
      later.multiAZ(request.multiAZ());
    }
    if (differs(request.iops(), instance.iops())) {
      later.iops(request.iops());
    }
    if (differs(request.storageThroughput(), instance.storageThroughput())) {
      later.storageThroughput(request.storageThroughput());
    }
    if (differs(request.storageType(), instance.storageType())) {
      later.storageType(request.storageType());
    }
    if (request.masterUserPassword() != null) {
      later.masterUserPassword("****");
    }
    return later.build();
  }

  private static boolean differs(@Nullable Object wanted, @Nullable Object present) {
    return wanted != null && !wanted.equals(present);
  }
}
