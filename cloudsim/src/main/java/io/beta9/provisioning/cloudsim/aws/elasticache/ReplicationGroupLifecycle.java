package io.beta9.provisioning.cloudsim.aws.elasticache;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.ec2.RequesterManagedInterfaces;
import io.beta9.provisioning.cloudsim.aws.elasticache.CacheState.GroupEntry;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.elasticache.model.ReplicationGroup;

/**
 * Advances replication groups to their status at the time of a call. Every operation uses {@link
 * #currentState}.
 */
final class ReplicationGroupLifecycle {
  private static final String CREATE_FAILS = "elasticache-create-fails";

  private final StateStore store;
  private final RequesterManagedInterfaces interfaces;
  private final CacheEvents events;

  ReplicationGroupLifecycle(
      StateStore store, RequesterManagedInterfaces interfaces, CacheEvents events) {
    this.store = store;
    this.interfaces = interfaces;
    this.events = events;
  }

  CacheState currentState(Call call) {
    CacheState state = CacheState.of(store, call.account(), call.region());
    for (GroupEntry entry : List.copyOf(state.groups.values())) {
      if (call.now().isBefore(entry.transitionEndsAt)) {
        continue;
      }
      switch (entry.group.status()) {
        case "creating" -> finishCreation(entry, call);
        case "modifying" -> entry.group = withStatus(entry.group, "available");
        case "deleting" -> {
          interfaces.release(entry.group.arn());
          state.groups.remove(entry.group.replicationGroupId());
          state.tags.removeAll(entry.group.arn());
          entry
              .members
              .keySet()
              .forEach(id -> state.tags.removeAll(ReplicationGroupMembers.arn(id, call)));
        }
        default -> {}
      }
    }
    return state;
  }

  /** With the condition {@code elasticache-create-fails}, its parameter is the event. */
  private void finishCreation(GroupEntry entry, Call call) {
    String id = entry.group.replicationGroupId();
    Optional<String> failure = call.cloud().conditions().find(CREATE_FAILS, id);
    entry.group = withStatus(entry.group, failure.isPresent() ? "create-failed" : "available");
    events.ofGroup(id, failure.orElse("Replication group " + id + " created"), call);
  }

  static ReplicationGroup withStatus(ReplicationGroup group, String status) {
    return group.toBuilder().status(status).build();
  }
}
