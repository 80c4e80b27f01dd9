package io.beta9.provisioning.cloudsim.aws.rds;

import io.beta9.provisioning.cloudsim.aws.common.ResourceTags;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.io.Serializable;
import java.time.Instant;
import java.util.TreeMap;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBParameterGroup;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.DBSubnetGroup;
import software.amazon.awssdk.services.rds.model.Parameter;

/** The RDS state of one account and region. */
final class RdsState implements Serializable {
  private static final long serialVersionUID = 1L;

  final TreeMap<String, InstanceEntry> instances = new TreeMap<>();
  final TreeMap<String, ParameterGroupEntry> parameterGroups = new TreeMap<>();
  final TreeMap<String, DBSubnetGroup> subnetGroups = new TreeMap<>();
  final TreeMap<String, DBSnapshot> snapshots = new TreeMap<>();

  /** When the snapshots that are being created become available. */
  final TreeMap<String, Instant> snapshotsAvailableAt = new TreeMap<>();

  final ResourceTags tags = new ResourceTags();

  static RdsState of(StateStore store, String account, String region) {
    return store.getOrCreate(RdsState.class, account, region, RdsState::new);
  }

  static final class InstanceEntry implements Serializable {
    private static final long serialVersionUID = 1L;

    DBInstance instance;

    /** The target of the current modification; equal to {@code instance} if there is none. */
    DBInstance target;

    String masterPassword;
    Instant startedAt;
    Instant transitionEndsAt;

    InstanceEntry(
        DBInstance instance, String masterPassword, Instant startedAt, Instant settlesAt) {
      this.instance = instance;
      this.target = instance;
      this.masterPassword = masterPassword;
      this.startedAt = startedAt;
      this.transitionEndsAt = settlesAt;
    }
  }

  static final class ParameterGroupEntry implements Serializable {
    private static final long serialVersionUID = 1L;

    final DBParameterGroup group;
    final TreeMap<String, Parameter> changed = new TreeMap<>();

    ParameterGroupEntry(DBParameterGroup group) {
      this.group = group;
    }
  }
}
