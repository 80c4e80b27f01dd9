package io.beta9.provisioning.cloudsim.aws.elasticache;

import io.beta9.provisioning.cloudsim.aws.common.ResourceTags;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.io.Serializable;
import java.time.Instant;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticache.model.CacheCluster;
import software.amazon.awssdk.services.elasticache.model.CacheParameterGroup;
import software.amazon.awssdk.services.elasticache.model.CacheSubnetGroup;
import software.amazon.awssdk.services.elasticache.model.ReplicationGroup;

/** The ElastiCache state of one account and region. */
final class CacheState implements Serializable {
  private static final long serialVersionUID = 1L;

  final TreeMap<String, GroupEntry> groups = new TreeMap<>();
  final TreeMap<String, ParameterGroupEntry> parameterGroups = new TreeMap<>();
  final TreeMap<String, CacheSubnetGroup> subnetGroups = new TreeMap<>();
  final ResourceTags tags = new ResourceTags();

  static CacheState of(StateStore store, String account, String region) {
    return store.getOrCreate(CacheState.class, account, region, CacheState::new);
  }

  static final class GroupEntry implements Serializable {
    private static final long serialVersionUID = 1L;

    ReplicationGroup group;

    /** The properties that all members share: engine, groups, maintenance windows. */
    CacheCluster clusterTemplate;

    /** The zone of each member by its id. */
    final TreeMap<String, String> members = new TreeMap<>();

    final String dnsLabel;
    final int port;
    @Nullable String authToken;
    Instant transitionEndsAt;

    GroupEntry(
        ReplicationGroup group, CacheCluster common, String dnsPart, int port, Instant settlesAt) {
      this.group = group;
      this.clusterTemplate = common;
      this.dnsLabel = dnsPart;
      this.port = port;
      this.transitionEndsAt = settlesAt;
    }
  }

  static final class ParameterGroupEntry implements Serializable {
    private static final long serialVersionUID = 1L;

    final CacheParameterGroup group;
    final TreeMap<String, String> changed = new TreeMap<>();

    ParameterGroupEntry(CacheParameterGroup group) {
      this.group = group;
    }
  }
}
