package io.beta9.provisioning.cloudsim.aws.rds;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.SdkFields;
import io.beta9.provisioning.cloudsim.aws.ec2.RequesterManagedInterfaces;
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

/**
 * Modifications of DB instances: some take effect immediately, others on request or else in the
 * next maintenance window.
 */
final class DbInstanceModifications {
  private final DbInstanceLifecycle progress;
  private final PlacementResolver placements;
  private final RequesterManagedInterfaces interfaces;
  private final LogGroups logs;

  DbInstanceModifications(
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
    operations.on(ModifyDbInstanceRequest.class, this::modify);
  }

  private ModifyDbInstanceResponse modify(ModifyDbInstanceRequest request, Call call) {
    RdsState state = progress.currentState(call);
    InstanceEntry entry = DbInstances.requireAvailable(state, request.dbInstanceIdentifier());
    String version = validate(request, entry.instance);
    DBInstance.Builder now = withImmediateChanges(request, entry.instance, version, call);
    PendingModifiedValues later = pendingChanges(request, entry.instance, version);
    if (request.masterUserPassword() != null) {
      entry.masterPassword = request.masterUserPassword();
    }
    if (Boolean.TRUE.equals(request.applyImmediately())) {
      SdkFields.copyScalars(later, now);
      entry.target = now.pendingModifiedValues(values -> {}).build();
    } else {
      now.pendingModifiedValues(later);
      entry.target = now.build();
    }
    entry.instance =
        entry.target.toBuilder()
            .dbInstanceStatus("modifying")
            .dbInstanceClass(entry.instance.dbInstanceClass())
            .engineVersion(entry.instance.engineVersion())
            .allocatedStorage(entry.instance.allocatedStorage())
            .pendingModifiedValues(later)
            .build();
    entry.transitionEndsAt = call.now().plus(call.cloud().latency("rds:instance:modify"));
    return ModifyDbInstanceResponse.builder()
        .dbInstance(DbInstances.apiView(state, entry.instance))
        .build();
  }

  /** Validates a modification, and returns the resulting engine version. */
  private static String validate(ModifyDbInstanceRequest request, DBInstance instance) {
    if (request.dbInstanceClass() != null) {
      DbInstanceValidator.checkClass(request.dbInstanceClass());
    }
    if (request.masterUserPassword() != null) {
      DbInstanceValidator.checkPassword(request.masterUserPassword());
    }
    DbInstanceValidator.checkRetention(request.backupRetentionPeriod());
    DbInstanceValidator.checkMonitoring(
        request.monitoringInterval(),
        request.monitoringRoleArn() == null
            ? instance.monitoringRoleArn()
            : request.monitoringRoleArn());
    if (request.allocatedStorage() != null
        && request.allocatedStorage() < instance.allocatedStorage()) {
      throw RdsErrors.invalidCombination(
          "Invalid storage size: the allocated storage can't be made smaller, from "
              + instance.allocatedStorage()
              + " to "
              + request.allocatedStorage());
    }
    if (request.engineVersion() == null) {
      return instance.engineVersion();
    }
    String before = instance.engineVersion();
    String requested =
        request.engineVersion().equals(PostgresCatalog.major(before))
            ? before
            : PostgresCatalog.resolve(request.engineVersion());
    if (requested.equals(before)) {
      return before;
    }
    if (!PostgresCatalog.upgradesOf(before).contains(requested)) {
      throw RdsErrors.invalidCombination(
          "Cannot upgrade postgres from " + before + " to " + requested);
    }
    if (!PostgresCatalog.major(requested).equals(PostgresCatalog.major(before))
        && !Boolean.TRUE.equals(request.allowMajorVersionUpgrade())) {
      throw RdsErrors.invalidCombination(
          "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major"
              + " version.");
    }
    return requested;
  }

  private DBInstance.Builder withImmediateChanges(
      ModifyDbInstanceRequest request, DBInstance instance, String version, Call call) {
    DBInstance.Builder now = instance.toBuilder();
    SdkFields.copyScalars(request, now);
    // copyScalars also copies values that must wait: these are reset, see pendingChanges()
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
      now.vpcSecurityGroups(DbInstanceFactory.memberships(groups));
      replaceSecurityGroups(instance, groups, call);
    }
    if (request.cloudwatchLogsExportConfiguration() != null) {
      now.enabledCloudwatchLogsExports(
          updateLogExports(instance, request.cloudwatchLogsExportConfiguration(), call));
    }
    return now;
  }

  private void replaceSecurityGroups(DBInstance instance, List<String> groups, Call call) {
    List<String> subnets =
        interfaces.of(call.account(), call.region(), instance.dbInstanceArn()).stream()
            .map(networkInterface -> networkInterface.subnetId())
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

  private Set<String> updateLogExports(
      DBInstance instance, CloudwatchLogsExportConfiguration change, Call call) {
    Set<String> exports = new TreeSet<>(instance.enabledCloudwatchLogsExports());
    exports.removeAll(change.disableLogTypes());
    exports.addAll(change.enableLogTypes());
    exports.forEach(
        export ->
            logs.createIfAbsent(
                "/aws/rds/instance/" + instance.dbInstanceIdentifier() + "/" + export, call));
    return exports;
  }

  private static PendingModifiedValues pendingChanges(
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

  private static boolean differs(@Nullable Object requested, @Nullable Object present) {
    return requested != null && !requested.equals(present);
  }
}
