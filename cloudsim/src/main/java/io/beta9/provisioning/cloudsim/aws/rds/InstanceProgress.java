package io.beta9.provisioning.cloudsim.aws.rds;

import io.beta9.provisioning.cloudsim.Store;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import io.beta9.provisioning.cloudsim.aws.ec2.NetworkInterfaces;
import io.beta9.provisioning.cloudsim.aws.rds.RdsState.InstanceEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.DBInstance;

/**
 * Moves databases on to what they have become by now. Every operation on instances goes through
 * {@link #state}.
 */
final class InstanceProgress {
  private static final String NEVER = "rds-never-available";

  private final Store store;
  private final NetworkInterfaces interfaces;

  InstanceProgress(Store store, NetworkInterfaces interfaces) {
    this.store = store;
    this.interfaces = interfaces;
  }

  RdsState state(Call call) {
    RdsState state = RdsState.of(store, call.account(), call.region());
    for (InstanceEntry entry : List.copyOf(state.instances.values())) {
      settle(state, entry, call);
    }
    return state;
  }

  private void settle(RdsState state, InstanceEntry entry, Call call) {
    boolean done = !call.now().isBefore(entry.settlesAt);
    switch (entry.instance.dbInstanceStatus()) {
      case "creating", "backing-up" -> create(entry, done, call);
      case "modifying", "rebooting" -> {
        if (done) {
          entry.instance = status(entry.wanted, "available");
          entry.wanted = entry.instance;
        }
      }
      case "deleting" -> {
        if (done) {
          interfaces.release(entry.instance.dbInstanceArn());
          state.instances.remove(entry.instance.dbInstanceIdentifier());
          state.tags.forget(entry.instance.dbInstanceArn());
        }
      }
      default -> {}
    }
  }

  /**
   * Made, then backed up for the first time, then available. The order {@code rds-never-available}
   * keeps it from getting there: it ends in the status that the order names, or stays in creation.
   */
  private static void create(InstanceEntry entry, boolean done, Call call) {
    Optional<String> never =
        call.cloud().conditions().holds(NEVER, entry.instance.dbInstanceIdentifier());
    if (never.isPresent()) {
      if (done && !never.get().isEmpty()) {
        entry.instance = status(entry.instance, never.get());
      }
      return;
    }
    Duration whole = Duration.between(entry.startedAt, entry.settlesAt);
    boolean made = !call.now().isBefore(entry.startedAt.plus(whole.multipliedBy(7).dividedBy(10)));
    if (done) {
      entry.instance = ready(entry.instance, entry.settlesAt, call);
      entry.wanted = entry.instance;
    } else if (made && entry.instance.backupRetentionPeriod() > 0) {
      entry.instance = status(ready(entry.instance, call.now(), call), "backing-up");
    }
  }

  private static DBInstance ready(DBInstance instance, Instant since, Call call) {
    int port = instance.endpoint() == null ? InstanceShape.PORT : instance.endpoint().port();
    String address =
        instance.endpoint() == null || instance.endpoint().address() == null
            ? instance.dbInstanceIdentifier()
                + "."
                + RandomIds.lower(12)
                + "."
                + call.region()
                + ".rds.amazonaws.com"
            : instance.endpoint().address();
    return instance.toBuilder()
        .dbInstanceStatus("available")
        .instanceCreateTime(
            instance.instanceCreateTime() == null ? since : instance.instanceCreateTime())
        .latestRestorableTime(since)
        .endpoint(to -> to.address(address).port(port).hostedZoneId("Z2R2ITUGPM61AM"))
        .build();
  }

  static DBInstance status(DBInstance instance, String status) {
    return instance.toBuilder().dbInstanceStatus(status).build();
  }
}
