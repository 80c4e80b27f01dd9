package io.beta9.provisioning.cloudsim.aws.elasticache;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Partition;
import io.beta9.provisioning.cloudsim.aws.ec2.RequesterManagedInterfaces;
import io.beta9.provisioning.cloudsim.aws.elasticache.CacheState.GroupEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.elasticache.model.CacheCluster;
import software.amazon.awssdk.services.elasticache.model.CacheNode;
import software.amazon.awssdk.services.elasticache.model.CacheSubnetGroup;
import software.amazon.awssdk.services.elasticache.model.Endpoint;
import software.amazon.awssdk.services.elasticache.model.NodeGroup;
import software.amazon.awssdk.services.elasticache.model.NodeGroupMember;
import software.amazon.awssdk.services.elasticache.model.ReplicationGroup;
import software.amazon.awssdk.services.elasticache.model.SecurityGroupMembership;

/** The nodes of replication groups, and the API views of groups and nodes. */
final class ReplicationGroupMembers {
  private final CacheSubnetGroups subnetGroups;
  private final RequesterManagedInterfaces interfaces;

  ReplicationGroupMembers(CacheSubnetGroups subnetGroups, RequesterManagedInterfaces interfaces) {
    this.subnetGroups = subnetGroups;
    this.interfaces = interfaces;
  }

  /** Changes the number of nodes, spread over the zones of the group's subnets. */
  void resize(GroupEntry entry, int count, List<String> preferredZones, Call call) {
    CacheSubnetGroup subnets =
        subnetGroups.find(entry.clusterTemplate.cacheSubnetGroupName(), call);
    Map<String, String> byZone = new LinkedHashMap<>();
    subnets
        .subnets()
        .forEach(
            it -> byZone.putIfAbsent(it.subnetAvailabilityZone().name(), it.subnetIdentifier()));
    List<String> zones = List.copyOf(byZone.keySet());
    while (entry.members.size() > count) {
      entry.members.pollLastEntry();
    }
    while (entry.members.size() < count) {
      int at = entry.members.size();
      String zone =
          at < preferredZones.size() ? preferredZones.get(at) : zones.get(at % zones.size());
      if (!byZone.containsKey(zone)) {
        throw CacheErrors.invalidValue("The cache subnet group has no subnet in " + zone);
      }
      entry.members.put("%s-%03d".formatted(entry.group.replicationGroupId(), at + 1), zone);
    }
    interfaces.release(entry.group.arn());
    interfaces.attach(
        call.account(),
        call.region(),
        entry.members.values().stream().map(byZone::get).toList(),
        entry.clusterTemplate.securityGroups().stream()
            .map(SecurityGroupMembership::securityGroupId)
            .toList(),
        "ElastiCache " + entry.group.replicationGroupId(),
        entry.group.arn());
  }

  static String arn(String id, Call call) {
    return call.arn("elasticache", "cluster:" + id);
  }

  /** Returns the group as in API responses; it has its shard once it has been created. */
  static ReplicationGroup apiView(GroupEntry entry) {
    ReplicationGroup.Builder shown =
        entry.group.toBuilder()
            .memberClusters(entry.members.keySet())
            .snapshottingClusterId(
                entry.group.snapshotRetentionLimit() > 0 ? entry.members.lastKey() : null);
    if (!entry.group.status().equals("creating")) {
      NodeGroup.Builder shard = NodeGroup.builder().nodeGroupId("0001").status("available");
      if (entry.group.clusterEnabled()) {
        shown.configurationEndpoint(endpoint("clustercfg", entry));
        shard.slots("0-16383");
      } else {
        shard.primaryEndpoint(endpoint("master", entry)).readerEndpoint(endpoint("replica", entry));
      }
      shown.nodeGroups(shard.nodeGroupMembers(nodeViews(entry)).build());
    }
    return shown.build();
  }

  private static List<NodeGroupMember> nodeViews(GroupEntry entry) {
    List<NodeGroupMember> nodes = new ArrayList<>();
    entry.members.forEach(
        (id, zone) ->
            nodes.add(
                NodeGroupMember.builder()
                    .cacheClusterId(id)
                    .cacheNodeId("0001")
                    .preferredAvailabilityZone(zone)
                    .currentRole(
                        entry.group.clusterEnabled()
                            ? null
                            : id.equals(entry.members.firstKey()) ? "primary" : "replica")
                    .readEndpoint(entry.group.clusterEnabled() ? null : endpoint(id, entry))
                    .build()));
    return nodes;
  }

  /** Returns one member as a cache cluster. */
  static CacheCluster clusterView(GroupEntry entry, String id, boolean withNodes, Call call) {
    String status = entry.group.status();
    String zone = entry.members.get(id);
    CacheCluster.Builder cluster =
        entry.clusterTemplate.toBuilder()
            .cacheClusterId(id)
            .arn(arn(id, call))
            .cacheClusterStatus(status)
            .preferredAvailabilityZone(zone)
            .replicationGroupId(entry.group.replicationGroupId())
            .cacheNodeType(entry.group.cacheNodeType())
            .numCacheNodes(1)
            .authTokenEnabled(entry.group.authTokenEnabled())
            .transitEncryptionEnabled(entry.group.transitEncryptionEnabled())
            .transitEncryptionMode(entry.group.transitEncryptionMode())
            .atRestEncryptionEnabled(entry.group.atRestEncryptionEnabled())
            .autoMinorVersionUpgrade(entry.group.autoMinorVersionUpgrade())
            .snapshotRetentionLimit(entry.group.snapshotRetentionLimit())
            .snapshotWindow(entry.group.snapshotWindow());
    if (withNodes && !status.equals("creating")) {
      cluster.cacheNodes(
          CacheNode.builder()
              .cacheNodeId("0001")
              .cacheNodeStatus("available")
              .cacheNodeCreateTime(entry.group.replicationGroupCreateTime())
              .endpoint(endpoint(id, entry))
              .parameterGroupStatus("in-sync")
              .customerAvailabilityZone(zone)
              .build());
    }
    return cluster.build();
  }

  /** Returns the host names of a group that has been created. */
  static Set<String> hosts(GroupEntry entry) {
    Set<String> hosts = new TreeSet<>();
    if (!List.of("creating", "deleting").contains(entry.group.status())) {
      List.of("master", "replica", "clustercfg").forEach(role -> hosts.add(host(role, entry)));
      entry.members.keySet().forEach(id -> hosts.add(host(id, entry)));
    }
    return hosts;
  }

  private static Endpoint endpoint(String name, GroupEntry entry) {
    return Endpoint.builder().address(host(name, entry)).port(entry.port).build();
  }

  private static String host(String name, GroupEntry entry) {
    return String.join(
        ".",
        name,
        entry.group.replicationGroupId(),
        entry.dnsLabel,
        shortRegion(entry.group.arn().split(":", -1)[3]),
        "cache",
        Partition.ofArn(entry.group.arn()).dnsSuffix());
  }

  /** Returns the short form of a region in host names, for example {@code use1}. */
  private static String shortRegion(String region) {
    String[] parts = region.split("-", -1);
    StringBuilder text = new StringBuilder(parts[0]);
    for (int at = 1; at < parts.length - 1; at++) {
      text.append(parts[at].charAt(0));
    }
    return text.append(parts[parts.length - 1]).toString();
  }
}
