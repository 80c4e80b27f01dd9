package io.beta9.provisioning.cloudsim.aws.elasticache;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.SdkFields;
import io.beta9.provisioning.cloudsim.aws.elasticache.CacheState.GroupEntry;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticache.model.AuthTokenUpdateStrategyType;
import software.amazon.awssdk.services.elasticache.model.AutomaticFailoverStatus;
import software.amazon.awssdk.services.elasticache.model.CacheCluster;
import software.amazon.awssdk.services.elasticache.model.DecreaseReplicaCountRequest;
import software.amazon.awssdk.services.elasticache.model.DecreaseReplicaCountResponse;
import software.amazon.awssdk.services.elasticache.model.IncreaseReplicaCountRequest;
import software.amazon.awssdk.services.elasticache.model.IncreaseReplicaCountResponse;
import software.amazon.awssdk.services.elasticache.model.ModifyReplicationGroupRequest;
import software.amazon.awssdk.services.elasticache.model.ModifyReplicationGroupResponse;
import software.amazon.awssdk.services.elasticache.model.MultiAZStatus;
import software.amazon.awssdk.services.elasticache.model.ReplicationGroup;

/** Modifications of replication groups: settings, and the number of replicas. */
final class ReplicationGroupModifications {
  private final ReplicationGroupLifecycle progress;
  private final ReplicationGroupValidator checks;
  private final CacheSubnetGroups subnetGroups;
  private final ReplicationGroupMembers members;

  ReplicationGroupModifications(
      ReplicationGroupLifecycle progress,
      ReplicationGroupValidator checks,
      CacheSubnetGroups subnetGroups,
      ReplicationGroupMembers members) {
    this.progress = progress;
    this.checks = checks;
    this.subnetGroups = subnetGroups;
    this.members = members;
  }

  void register(Operations operations) {
    operations.on(ModifyReplicationGroupRequest.class, this::modify);
    operations.on(IncreaseReplicaCountRequest.class, this::increase);
    operations.on(DecreaseReplicaCountRequest.class, this::decrease);
  }

  private ModifyReplicationGroupResponse modify(ModifyReplicationGroupRequest request, Call call) {
    GroupEntry entry =
        ReplicationGroups.requireAvailable(
            progress.currentState(call), request.replicationGroupId());
    ReplicationGroup.Builder group = entry.group.toBuilder();
    CacheCluster.Builder common = entry.clusterTemplate.toBuilder();
    SdkFields.copyScalars(request, group);
    group.replicationGroupId(entry.group.replicationGroupId());
    if (request.replicationGroupDescription() != null) {
      group.description(request.replicationGroupDescription());
    }
    if (request.cacheNodeType() != null) {
      CacheEngines.requireNodeType(request.cacheNodeType());
    }
    updateEngine(request, entry, group, common, call);
    updateFailover(request, entry, group);
    updateAuthToken(request, entry, group, call);
    if (request.preferredMaintenanceWindow() != null) {
      common.preferredMaintenanceWindow(
          request.preferredMaintenanceWindow().toLowerCase(Locale.ROOT));
    }
    if (SdkFields.isSet(request.logDeliveryConfigurations())) {
      group.logDeliveryConfigurations(
          LogDeliveries.merge(
              entry.group.logDeliveryConfigurations(), request.logDeliveryConfigurations()));
    }
    if (!request.securityGroupIds().isEmpty()) {
      String vpc = subnetGroups.find(entry.clusterTemplate.cacheSubnetGroupName(), call).vpcId();
      common.securityGroups(checks.securityGroups(request.securityGroupIds(), vpc, call));
    }
    entry.clusterTemplate = common.build();
    entry.group = group.build();
    if (!request.securityGroupIds().isEmpty()) {
      members.resize(entry, entry.members.size(), List.of(), call);
    }
    startModification(entry, call);
    return ModifyReplicationGroupResponse.builder()
        .replicationGroup(ReplicationGroupMembers.apiView(entry))
        .build();
  }

  private void updateEngine(
      ModifyReplicationGroupRequest request,
      GroupEntry entry,
      ReplicationGroup.Builder group,
      CacheCluster.Builder common,
      Call call) {
    CacheEngines.Release before =
        CacheEngines.resolve(entry.group.engine(), entry.clusterTemplate.engineVersion());
    CacheEngines.Release after = before;
    if (request.engine() != null || request.engineVersion() != null) {
      after =
          CacheEngines.resolve(
              request.engine() == null ? before.engine() : request.engine(),
              request.engineVersion() == null ? before.version() : request.engineVersion());
      if (after.engine().equals(before.engine())
          && Double.parseDouble(after.version()) < Double.parseDouble(before.version())) {
        throw CacheErrors.invalidCombination(
            "Cannot downgrade from version " + before.version() + " to " + after.version());
      }
      group.engine(after.engine());
      common.engine(after.engine()).engineVersion(after.fullVersion());
    }
    if (request.cacheParameterGroupName() != null) {
      String name =
          checks
              .parameterGroup(request.cacheParameterGroupName(), after, call)
              .group
              .cacheParameterGroupName();
      common.cacheParameterGroup(
          it -> it.cacheParameterGroupName(name).parameterApplyStatus("in-sync"));
    }
  }

  private static void updateFailover(
      ModifyReplicationGroupRequest request, GroupEntry entry, ReplicationGroup.Builder group) {
    boolean failover =
        request.automaticFailoverEnabled() == null
            ? entry.group.automaticFailover() == AutomaticFailoverStatus.ENABLED
            : request.automaticFailoverEnabled();
    boolean multiZone =
        request.multiAZEnabled() == null
            ? entry.group.multiAZ() == MultiAZStatus.ENABLED
            : request.multiAZEnabled();
    ReplicationGroupValidator.checkFailover(failover, multiZone, entry.members.size());
    group
        .automaticFailover(
            failover ? AutomaticFailoverStatus.ENABLED : AutomaticFailoverStatus.DISABLED)
        .multiAZ(multiZone ? MultiAZStatus.ENABLED : MultiAZStatus.DISABLED);
  }

  private static void updateAuthToken(
      ModifyReplicationGroupRequest request,
      GroupEntry entry,
      ReplicationGroup.Builder group,
      Call call) {
    AuthTokenUpdateStrategyType strategy = request.authTokenUpdateStrategy();
    if (strategy == AuthTokenUpdateStrategyType.DELETE) {
      entry.authToken = null;
      group.authTokenEnabled(false);
      return;
    }
    if (request.authToken() == null) {
      return;
    }
    if (strategy == null) {
      throw CacheErrors.invalidCombination(
          "AuthTokenUpdateStrategy must be specified together with AuthToken.");
    }
    ReplicationGroupValidator.checkAuthToken(
        request.authToken(), entry.group.transitEncryptionEnabled());
    entry.authToken = request.authToken();
    group.authTokenEnabled(true).authTokenLastModifiedDate(call.now());
  }

  private IncreaseReplicaCountResponse increase(IncreaseReplicaCountRequest request, Call call) {
    GroupEntry entry =
        ReplicationGroups.requireAvailable(
            progress.currentState(call), request.replicationGroupId());
    int count = checkReplicaCount(request.newReplicaCount(), request.applyImmediately());
    if (count + 1 <= entry.members.size()) {
      throw new AwsErrorException(
          400,
          "InvalidParameterValue",
          "The new replica count must be greater than the present one.");
    }
    members.resize(entry, count + 1, List.of(), call);
    startModification(entry, call);
    return IncreaseReplicaCountResponse.builder()
        .replicationGroup(ReplicationGroupMembers.apiView(entry))
        .build();
  }

  private DecreaseReplicaCountResponse decrease(DecreaseReplicaCountRequest request, Call call) {
    GroupEntry entry =
        ReplicationGroups.requireAvailable(
            progress.currentState(call), request.replicationGroupId());
    int count = checkReplicaCount(request.newReplicaCount(), request.applyImmediately());
    if (count + 1 >= entry.members.size()) {
      throw CacheErrors.invalidValue("The new replica count must be smaller than the present one.");
    }
    ReplicationGroupValidator.checkFailover(
        entry.group.automaticFailover() == AutomaticFailoverStatus.ENABLED,
        entry.group.multiAZ() == MultiAZStatus.ENABLED,
        count + 1);
    members.resize(entry, count + 1, List.of(), call);
    startModification(entry, call);
    return DecreaseReplicaCountResponse.builder()
        .replicationGroup(ReplicationGroupMembers.apiView(entry))
        .build();
  }

  private static int checkReplicaCount(@Nullable Integer count, @Nullable Boolean immediately) {
    if (!Boolean.TRUE.equals(immediately)) {
      throw CacheErrors.invalidCombination("ApplyImmediately must be true.");
    }
    if (count == null || count < 0 || count > 5) {
      throw CacheErrors.invalidValue("NewReplicaCount must be between 0 and 5.");
    }
    return count;
  }

  private static void startModification(GroupEntry entry, Call call) {
    entry.group = ReplicationGroupLifecycle.withStatus(entry.group, "modifying");
    entry.transitionEndsAt =
        call.now().plus(call.cloud().latency("elasticache:replication-group:modify"));
  }
}
