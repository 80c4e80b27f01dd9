package io.beta9.provisioning.cloudsim.aws.elasticache;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import io.beta9.provisioning.cloudsim.aws.common.SdkFields;
import io.beta9.provisioning.cloudsim.aws.elasticache.CacheState.GroupEntry;
import io.beta9.provisioning.cloudsim.aws.elasticache.CacheState.ParameterGroupEntry;
import io.beta9.provisioning.cloudsim.aws.kms.KeyResolver;
import io.beta9.provisioning.cloudsim.aws.quotas.Quota;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticache.model.AutomaticFailoverStatus;
import software.amazon.awssdk.services.elasticache.model.CacheCluster;
import software.amazon.awssdk.services.elasticache.model.CacheSubnetGroup;
import software.amazon.awssdk.services.elasticache.model.ClusterMode;
import software.amazon.awssdk.services.elasticache.model.CreateReplicationGroupRequest;
import software.amazon.awssdk.services.elasticache.model.CreateReplicationGroupResponse;
import software.amazon.awssdk.services.elasticache.model.DataTieringStatus;
import software.amazon.awssdk.services.elasticache.model.DeleteReplicationGroupRequest;
import software.amazon.awssdk.services.elasticache.model.DeleteReplicationGroupResponse;
import software.amazon.awssdk.services.elasticache.model.DescribeCacheClustersRequest;
import software.amazon.awssdk.services.elasticache.model.DescribeCacheClustersResponse;
import software.amazon.awssdk.services.elasticache.model.DescribeReplicationGroupsRequest;
import software.amazon.awssdk.services.elasticache.model.DescribeReplicationGroupsResponse;
import software.amazon.awssdk.services.elasticache.model.IpDiscovery;
import software.amazon.awssdk.services.elasticache.model.MultiAZStatus;
import software.amazon.awssdk.services.elasticache.model.NetworkType;
import software.amazon.awssdk.services.elasticache.model.ReplicationGroup;
import software.amazon.awssdk.services.elasticache.model.TransitEncryptionMode;

/** Creation, description and deletion of replication groups of one shard. */
final class ReplicationGroups {
  private static final int PORT = 6379;

  private final ReplicationGroupLifecycle progress;
  private final ReplicationGroupValidator checks;
  private final CacheSubnetGroups subnetGroups;
  private final ReplicationGroupMembers members;
  private final KeyResolver keys;

  ReplicationGroups(
      ReplicationGroupLifecycle progress,
      ReplicationGroupValidator checks,
      CacheSubnetGroups subnetGroups,
      ReplicationGroupMembers members,
      KeyResolver keys) {
    this.progress = progress;
    this.checks = checks;
    this.subnetGroups = subnetGroups;
    this.members = members;
    this.keys = keys;
  }

  void register(Operations operations) {
    operations.on(CreateReplicationGroupRequest.class, this::create);
    operations.on(DescribeReplicationGroupsRequest.class, this::describe);
    operations.on(DescribeCacheClustersRequest.class, this::clusters);
    operations.on(DeleteReplicationGroupRequest.class, this::delete);
  }

  private CreateReplicationGroupResponse create(CreateReplicationGroupRequest request, Call call) {
    CacheState state = progress.currentState(call);
    String id = CacheNames.identifier("ReplicationGroupId", request.replicationGroupId(), 40);
    if (state.groups.containsKey(id)) {
      throw new AwsErrorException(
          400, "ReplicationGroupAlreadyExists", "Replication group " + id + " already exists.");
    }
    int nodes = nodeCount(request);
    int before = state.groups.values().stream().mapToInt(it -> it.members.size()).sum();
    if (Quota.ELASTICACHE_NODES.exceededBy((long) before + nodes, call.cloud())) {
      throw new AwsErrorException(
          400,
          "NodeQuotaForCustomerExceeded",
          "The request cannot be processed because it would exceed the allowed number of cache"
              + " nodes per customer: "
              + (int) Quota.ELASTICACHE_NODES.valueIn(call.cloud()));
    }
    GroupEntry entry = newEntry(id, request, nodes, call);
    members.resize(entry, nodes, request.preferredCacheClusterAZs(), call);
    entry.authToken = request.authToken();
    state.groups.put(id, entry);
    state.tags.add(entry.group.arn(), CacheTags.map(request.tags()));
    return CreateReplicationGroupResponse.builder()
        .replicationGroup(ReplicationGroupMembers.apiView(entry))
        .build();
  }

  private static int nodeCount(CreateReplicationGroupRequest request) {
    if (request.numNodeGroups() != null && request.numNodeGroups() != 1) {
      throw CacheErrors.invalidValue("Only one node group (shard) is offered here");
    }
    int nodes =
        request.numCacheClusters() != null
            ? request.numCacheClusters()
            : 1 + (request.replicasPerNodeGroup() == null ? 0 : request.replicasPerNodeGroup());
    if (nodes < 1 || nodes > 6) {
      throw CacheErrors.invalidValue("NumCacheClusters must be between 1 and 6");
    }
    return nodes;
  }

  private GroupEntry newEntry(
      String id, CreateReplicationGroupRequest request, int nodes, Call call) {
    CacheEngines.Release release = CacheEngines.resolve(request.engine(), request.engineVersion());
    CacheEngines.requireNodeType(request.cacheNodeType());
    if (request.cacheSubnetGroupName() == null) {
      throw CacheErrors.subnetGroupNotFound("default");
    }
    CacheSubnetGroup subnets = subnetGroups.find(request.cacheSubnetGroupName(), call);
    boolean tls = Boolean.TRUE.equals(request.transitEncryptionEnabled());
    boolean failover = Boolean.TRUE.equals(request.automaticFailoverEnabled());
    boolean multiZone = Boolean.TRUE.equals(request.multiAZEnabled());
    ReplicationGroupValidator.checkAuthToken(request.authToken(), tls);
    ReplicationGroupValidator.checkFailover(failover, multiZone, nodes);
    ParameterGroupEntry parameters =
        checks.parameterGroup(request.cacheParameterGroupName(), release, call);
    boolean clusterOn =
        "yes".equals(parameters.changed.get(CacheParameters.CLUSTER_ENABLED))
            || request.clusterMode() == ClusterMode.ENABLED;
    ReplicationGroup.Builder group = ReplicationGroup.builder();
    SdkFields.copyScalars(request, group);
    group
        .replicationGroupId(id)
        .arn(call.arn("elasticache", "replicationgroup:" + id))
        .description(request.replicationGroupDescription())
        .status("creating")
        .engine(release.engine())
        .pendingModifiedValues(values -> {})
        .clusterEnabled(clusterOn)
        .clusterMode(clusterOn ? ClusterMode.ENABLED : ClusterMode.DISABLED)
        .automaticFailover(
            failover ? AutomaticFailoverStatus.ENABLED : AutomaticFailoverStatus.DISABLED)
        .multiAZ(multiZone ? MultiAZStatus.ENABLED : MultiAZStatus.DISABLED)
        .authTokenEnabled(request.authToken() != null)
        .authTokenLastModifiedDate(request.authToken() == null ? null : call.now())
        .transitEncryptionEnabled(tls)
        .transitEncryptionMode(
            !tls
                ? null
                : request.transitEncryptionMode() == null
                    ? TransitEncryptionMode.REQUIRED
                    : request.transitEncryptionMode())
        .atRestEncryptionEnabled(Boolean.TRUE.equals(request.atRestEncryptionEnabled()))
        .kmsKeyId(kmsKeyArn(request, call))
        .autoMinorVersionUpgrade(!Boolean.FALSE.equals(request.autoMinorVersionUpgrade()))
        .snapshotRetentionLimit(
            request.snapshotRetentionLimit() == null ? 0 : request.snapshotRetentionLimit())
        .snapshotWindow(request.snapshotWindow() == null ? "05:00-06:00" : request.snapshotWindow())
        .dataTiering(DataTieringStatus.DISABLED)
        .networkType(NetworkType.IPV4)
        .ipDiscovery(IpDiscovery.IPV4)
        .replicationGroupCreateTime(call.now())
        .logDeliveryConfigurations(LogDeliveries.active(request.logDeliveryConfigurations()));
    String window = request.preferredMaintenanceWindow();
    CacheCluster common =
        CacheCluster.builder()
            .engine(release.engine())
            .engineVersion(release.fullVersion())
            .cacheClusterCreateTime(call.now())
            .preferredMaintenanceWindow(
                window == null ? "sun:07:00-sun:08:00" : window.toLowerCase(Locale.ROOT))
            .pendingModifiedValues(values -> {})
            .cacheParameterGroup(
                it ->
                    it.cacheParameterGroupName(parameters.group.cacheParameterGroupName())
                        .parameterApplyStatus("in-sync"))
            .cacheSubnetGroupName(subnets.cacheSubnetGroupName())
            .securityGroups(
                checks.securityGroups(request.securityGroupIds(), subnets.vpcId(), call))
            .replicationGroupLogDeliveryEnabled(false)
            .networkType(NetworkType.IPV4)
            .ipDiscovery(IpDiscovery.IPV4)
            .build();
    return new GroupEntry(
        group.build(),
        common,
        RandomIds.lower(6),
        request.port() == null ? PORT : request.port(),
        call.now().plus(call.cloud().latency("elasticache:replication-group")));
  }

  private @Nullable String kmsKeyArn(CreateReplicationGroupRequest request, Call call) {
    if (request.kmsKeyId() == null) {
      return null;
    }
    if (!Boolean.TRUE.equals(request.atRestEncryptionEnabled())) {
      throw CacheErrors.invalidCombination("KmsKeyId requires encryption at rest to be enabled.");
    }
    try {
      return keys.enabledKeyArn(request.kmsKeyId(), call);
    } catch (AwsErrorException e) {
      throw new AwsErrorException(
          400, "InvalidKMSKeyFault", "The KMS key supplied is not valid: " + e.getMessage());
    }
  }

  private DescribeReplicationGroupsResponse describe(
      DescribeReplicationGroupsRequest request, Call call) {
    CacheState state = progress.currentState(call);
    List<ReplicationGroup> found =
        request.replicationGroupId() == null
            ? state.groups.values().stream().map(ReplicationGroupMembers::apiView).toList()
            : List.of(ReplicationGroupMembers.apiView(find(state, request.replicationGroupId())));
    Page<ReplicationGroup> page = Page.of(found, request.marker(), request.maxRecords(), 100);
    return DescribeReplicationGroupsResponse.builder()
        .replicationGroups(page.items())
        .marker(page.next())
        .build();
  }

  private DescribeCacheClustersResponse clusters(DescribeCacheClustersRequest request, Call call) {
    boolean withNodes = Boolean.TRUE.equals(request.showCacheNodeInfo());
    @Nullable String requested =
        request.cacheClusterId() == null ? null : CacheNames.lower(request.cacheClusterId());
    List<CacheCluster> found = new ArrayList<>();
    if (!Boolean.TRUE.equals(request.showCacheClustersNotInReplicationGroups())) {
      for (GroupEntry entry : progress.currentState(call).groups.values()) {
        for (String id : entry.members.keySet()) {
          if (requested == null || requested.equals(id)) {
            found.add(ReplicationGroupMembers.clusterView(entry, id, withNodes, call));
          }
        }
      }
    }
    if (requested != null && found.isEmpty()) {
      throw CacheErrors.clusterNotFound(requested);
    }
    Page<CacheCluster> page = Page.of(found, request.marker(), request.maxRecords(), 100);
    return DescribeCacheClustersResponse.builder()
        .cacheClusters(page.items())
        .marker(page.next())
        .build();
  }

  private DeleteReplicationGroupResponse delete(DeleteReplicationGroupRequest request, Call call) {
    GroupEntry entry = find(progress.currentState(call), request.replicationGroupId());
    if (!entry.group.status().equals("create-failed")) {
      requireAvailable(progress.currentState(call), request.replicationGroupId());
    }
    entry.group = ReplicationGroupLifecycle.withStatus(entry.group, "deleting");
    entry.transitionEndsAt =
        call.now().plus(call.cloud().latency("elasticache:replication-group:delete"));
    return DeleteReplicationGroupResponse.builder()
        .replicationGroup(ReplicationGroupMembers.apiView(entry))
        .build();
  }

  static GroupEntry find(CacheState state, String id) {
    GroupEntry entry = state.groups.get(CacheNames.lower(id));
    if (entry == null) {
      throw CacheErrors.replicationGroupNotFound(id);
    }
    return entry;
  }

  static GroupEntry requireAvailable(CacheState state, String id) {
    GroupEntry entry = find(state, id);
    if (!entry.group.status().equals("available")) {
      throw CacheErrors.invalidState(
          "Replication group "
              + id
              + " has status "
              + entry.group.status()
              + " which is not valid for this operation.");
    }
    return entry;
  }
}
