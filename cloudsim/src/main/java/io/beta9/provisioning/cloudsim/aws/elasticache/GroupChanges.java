package io.beta9.provisioning.cloudsim.aws.elasticache;

import io.beta9.provisioning.cloudsim.aws.AwsFault;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Shapes;
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

/** Changes of a replication group: its settings, and the number of its replicas. */
final class GroupChanges {
  private final GroupProgress progress;
  private final GroupChecks checks;
  private final CacheSubnetGroups subnetGroups;
  private final Members members;

  GroupChanges(
      GroupProgress progress, GroupChecks checks, CacheSubnetGroups subnetGroups, Members members) {
    this.progress = progress;
    this.checks = checks;
    this.subnetGroups = subnetGroups;
    this.members = members;
  }

  void register(Operations on) {
    on.on(ModifyReplicationGroupRequest.class, this::modify);
    on.on(IncreaseReplicaCountRequest.class, this::increase);
    on.on(DecreaseReplicaCountRequest.class, this::decrease);
  }

  private ModifyReplicationGroupResponse modify(ModifyReplicationGroupRequest request, Call call) {
    GroupEntry entry =
        ReplicationGroups.available(progress.state(call), request.replicationGroupId());
    ReplicationGroup.Builder group = entry.group.toBuilder();
    CacheCluster.Builder common = entry.common.toBuilder();
    Shapes.overlay(request, group);
    group.replicationGroupId(entry.group.replicationGroupId());
    if (request.replicationGroupDescription() != null) {
      group.description(request.replicationGroupDescription());
    }
    if (request.cacheNodeType() != null) {
      CacheEngines.requireNodeType(request.cacheNodeType());
    }
    engine(request, entry, group, common, call);
    failover(request, entry, group);
    token(request, entry, group, call);
    if (request.preferredMaintenanceWindow() != null) {
      common.preferredMaintenanceWindow(
          request.preferredMaintenanceWindow().toLowerCase(Locale.ROOT));
    }
    if (Shapes.sent(request.logDeliveryConfigurations())) {
      group.logDeliveryConfigurations(
          LogDeliveries.merge(
              entry.group.logDeliveryConfigurations(), request.logDeliveryConfigurations()));
    }
    if (!request.securityGroupIds().isEmpty()) {
      String vpc = subnetGroups.find(entry.common.cacheSubnetGroupName(), call).vpcId();
      common.securityGroups(checks.securityGroups(request.securityGroupIds(), vpc, call));
    }
    entry.common = common.build();
    entry.group = group.build();
    if (!request.securityGroupIds().isEmpty()) {
      members.resize(entry, entry.members.size(), List.of(), call);
    }
    begin(entry, call);
    return ModifyReplicationGroupResponse.builder().replicationGroup(Members.shown(entry)).build();
  }

  private void engine(
      ModifyReplicationGroupRequest request,
      GroupEntry entry,
      ReplicationGroup.Builder group,
      CacheCluster.Builder common,
      Call call) {
    CacheEngines.Release before =
        CacheEngines.resolve(entry.group.engine(), entry.common.engineVersion());
    CacheEngines.Release after = before;
    if (request.engine() != null || request.engineVersion() != null) {
      after =
          CacheEngines.resolve(
              request.engine() == null ? before.engine() : request.engine(),
              request.engineVersion() == null ? before.version() : request.engineVersion());
      if (after.engine().equals(before.engine())
          && Double.parseDouble(after.version()) < Double.parseDouble(before.version())) {
        throw CacheFaults.combination(
            "Cannot downgrade from version " + before.version() + " to " + after.version());
      }
      group.engine(after.engine());
      common.engine(after.engine()).engineVersion(after.actual());
    }
    if (request.cacheParameterGroupName() != null) {
      String name =
          checks
              .parameters(request.cacheParameterGroupName(), after, call)
              .group
              .cacheParameterGroupName();
      common.cacheParameterGroup(
          it -> it.cacheParameterGroupName(name).parameterApplyStatus("in-sync"));
    }
  }

  private static void failover(
      ModifyReplicationGroupRequest request, GroupEntry entry, ReplicationGroup.Builder group) {
    boolean failover =
        request.automaticFailoverEnabled() == null
            ? entry.group.automaticFailover() == AutomaticFailoverStatus.ENABLED
            : request.automaticFailoverEnabled();
    boolean multiZone =
        request.multiAZEnabled() == null
            ? entry.group.multiAZ() == MultiAZStatus.ENABLED
            : request.multiAZEnabled();
    GroupChecks.failover(failover, multiZone, entry.members.size());
    group
        .automaticFailover(
            failover ? AutomaticFailoverStatus.ENABLED : AutomaticFailoverStatus.DISABLED)
        .multiAZ(multiZone ? MultiAZStatus.ENABLED : MultiAZStatus.DISABLED);
  }

  private static void token(
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
      throw CacheFaults.combination(
          "AuthTokenUpdateStrategy must be specified together with AuthToken.");
    }
    GroupChecks.token(request.authToken(), entry.group.transitEncryptionEnabled());
    entry.authToken = request.authToken();
    group.authTokenEnabled(true).authTokenLastModifiedDate(call.now());
  }

  private IncreaseReplicaCountResponse increase(IncreaseReplicaCountRequest request, Call call) {
    GroupEntry entry =
        ReplicationGroups.available(progress.state(call), request.replicationGroupId());
    int count = replicas(request.newReplicaCount(), request.applyImmediately());
    if (count + 1 <= entry.members.size()) {
      throw new AwsFault(
          400,
          "InvalidParameterValue",
          "The new replica count must be greater than the present one.");
    }
    members.resize(entry, count + 1, List.of(), call);
    begin(entry, call);
    return IncreaseReplicaCountResponse.builder().replicationGroup(Members.shown(entry)).build();
  }

  private DecreaseReplicaCountResponse decrease(DecreaseReplicaCountRequest request, Call call) {
    GroupEntry entry =
        ReplicationGroups.available(progress.state(call), request.replicationGroupId());
    int count = replicas(request.newReplicaCount(), request.applyImmediately());
    if (count + 1 >= entry.members.size()) {
      throw CacheFaults.invalid("The new replica count must be smaller than the present one.");
    }
    GroupChecks.failover(
        entry.group.automaticFailover() == AutomaticFailoverStatus.ENABLED,
        entry.group.multiAZ() == MultiAZStatus.ENABLED,
        count + 1);
    members.resize(entry, count + 1, List.of(), call);
    begin(entry, call);
    return DecreaseReplicaCountResponse.builder().replicationGroup(Members.shown(entry)).build();
  }

  private static int replicas(@Nullable Integer count, @Nullable Boolean immediately) {
    if (!Boolean.TRUE.equals(immediately)) {
      throw CacheFaults.combination("ApplyImmediately must be true.");
    }
    if (count == null || count < 0 || count > 5) {
      throw CacheFaults.invalid("NewReplicaCount must be between 0 and 5.");
    }
    return count;
  }

  private static void begin(GroupEntry entry, Call call) {
    entry.group = GroupProgress.status(entry.group, "modifying");
    entry.settlesAt = call.now().plus(call.cloud().latency("elasticache:replication-group:modify"));
  }
}
