package io.beta9.provisioning.cloudsim.aws.elasticache;

import io.beta9.provisioning.cloudsim.Store;
import io.beta9.provisioning.cloudsim.aws.common.ResourceTags;
import java.io.Serializable;
import java.time.Instant;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticache.model.CacheCluster;
import software.amazon.awssdk.services.elasticache.model.CacheParameterGroup;
import software.amazon.awssdk.services.elasticache.model.CacheSubnetGroup;
import software.amazon.awssdk.services.elasticache.model.ReplicationGroup;

/** The replication groups of one account and region, and the groups that they refer to. */
final class CacheState implements Serializable {
  private static final long serialVersionUID = 1L;

  final TreeMap<String, GroupEntry> groups = new TreeMap<>();
  final TreeMap<String, ParametersEntry> parameterGroups = new TreeMap<>();
  final TreeMap<String, CacheSubnetGroup> subnetGroups = new TreeMap<>();
  final ResourceTags tags = new ResourceTags();

  static CacheState of(Store store, String account, String region) {
    return store.of(CacheState.class, account, region, CacheState::new);
  }

  static final class GroupEntry implements Serializable {
    private static final long serialVersionUID = 1L;

    ReplicationGroup group;

    /** What every member has in common: engine, groups, windows. */
    CacheCluster common;

    /** The zone of each member, by its id. */
    final TreeMap<String, String> members = new TreeMap<>();

    final String dnsPart;
    final int port;
    @Nullable String authToken;
    Instant settlesAt;

    GroupEntry(
        ReplicationGroup group, CacheCluster common, String dnsPart, int port, Instant settlesAt) {
      this.group = group;
      this.common = common;
      this.dnsPart = dnsPart;
      this.port = port;
      this.settlesAt = settlesAt;
    }
  }

  static final class ParametersEntry implements Serializable {
    private static final long serialVersionUID = 1L;

    final CacheParameterGroup group;
    final TreeMap<String, String> changed = new TreeMap<>();

    ParametersEntry(CacheParameterGroup group) {
      this.group = group;
    }
  }
}
