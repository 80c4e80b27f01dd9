package io.beta9.provisioning.cloudsim.aws.elasticache;

import io.beta9.provisioning.cloudsim.Store;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.ec2.NetworkInterfaces;
import io.beta9.provisioning.cloudsim.aws.elasticache.CacheState.GroupEntry;
import java.util.List;
import software.amazon.awssdk.services.elasticache.model.ReplicationGroup;

/**
 * Moves replication groups on to what they have become by now. Every operation on them goes through
 * {@link #state}.
 */
final class GroupProgress {
  private final Store store;
  private final NetworkInterfaces interfaces;

  GroupProgress(Store store, NetworkInterfaces interfaces) {
    this.store = store;
    this.interfaces = interfaces;
  }

  CacheState state(Call call) {
    CacheState state = CacheState.of(store, call.account(), call.region());
    for (GroupEntry entry : List.copyOf(state.groups.values())) {
      if (call.now().isBefore(entry.settlesAt)) {
        continue;
      }
      switch (entry.group.status()) {
        case "creating", "modifying" -> entry.group = status(entry.group, "available");
        case "deleting" -> {
          interfaces.release(entry.group.arn());
          state.groups.remove(entry.group.replicationGroupId());
          state.tags.forget(entry.group.arn());
          entry.members.keySet().forEach(id -> state.tags.forget(Members.arn(id, call)));
        }
        default -> {}
      }
    }
    return state;
  }

  static ReplicationGroup status(ReplicationGroup group, String status) {
    return group.toBuilder().status(status).build();
  }
}
