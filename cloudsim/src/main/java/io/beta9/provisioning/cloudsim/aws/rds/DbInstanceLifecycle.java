package io.beta9.provisioning.cloudsim.aws.rds;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import io.beta9.provisioning.cloudsim.aws.ec2.RequesterManagedInterfaces;
import io.beta9.provisioning.cloudsim.aws.rds.RdsState.InstanceEntry;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.DBInstance;

/**
 * Advances DB instances to their status at the time of a call. Every operation on instances uses
 * {@link #currentState}.
 */
final class DbInstanceLifecycle {
  private static final String NEVER_AVAILABLE = "rds-never-available";

  private final StateStore store;
  private final RequesterManagedInterfaces interfaces;
  private final DbEvents events;

  DbInstanceLifecycle(StateStore store, RequesterManagedInterfaces interfaces, DbEvents events) {
    this.store = store;
    this.interfaces = interfaces;
    this.events = events;
  }

  RdsState currentState(Call call) {
    RdsState state = RdsState.of(store, call.account(), call.region());
    for (InstanceEntry entry : List.copyOf(state.instances.values())) {
      advance(state, entry, call);
    }
    return state;
  }

  private void advance(RdsState state, InstanceEntry entry, Call call) {
    boolean done = !call.now().isBefore(entry.transitionEndsAt);
    switch (entry.instance.dbInstanceStatus()) {
      case "creating", "backing-up" -> advanceCreation(entry, done, call);
      case "modifying", "rebooting" -> {
        if (done) {
          entry.instance = withStatus(entry.target, "available");
          entry.target = entry.instance;
        }
      }
      case "deleting" -> {
        if (done) {
          interfaces.release(entry.instance.dbInstanceArn());
          events.ofInstance(entry.instance.dbInstanceIdentifier(), "DB instance deleted", call);
          state.instances.remove(entry.instance.dbInstanceIdentifier());
          state.tags.removeAll(entry.instance.dbInstanceArn());
        }
      }
      default -> {}
    }
  }

  /**
   * Advances a new instance: it is created, backed up, then available. With the condition {@code
   * rds-never-available} it ends in the status given as parameter, with the event that follows the
   * status after a colon, or remains in creation.
   */
  private void advanceCreation(InstanceEntry entry, boolean done, Call call) {
    Optional<String> never =
        call.cloud().conditions().find(NEVER_AVAILABLE, entry.instance.dbInstanceIdentifier());
    if (never.isPresent()) {
      if (done && !never.get().isEmpty()) {
        String[] ending = never.get().split(": ", 2);
        entry.instance = withStatus(entry.instance, ending[0]);
        if (ending.length > 1) {
          events.ofInstance(entry.instance.dbInstanceIdentifier(), ending[1], call);
        }
      }
      return;
    }
    Duration whole = Duration.between(entry.startedAt, entry.transitionEndsAt);
    boolean created =
        !call.now().isBefore(entry.startedAt.plus(whole.multipliedBy(7).dividedBy(10)));
    if (done) {
      entry.instance = withEndpoint(entry.instance, entry.transitionEndsAt, call);
      entry.target = entry.instance;
      events.ofInstance(entry.instance.dbInstanceIdentifier(), "DB instance created", call);
    } else if (created && entry.instance.backupRetentionPeriod() > 0) {
      entry.instance = withStatus(withEndpoint(entry.instance, call.now(), call), "backing-up");
    }
  }

  private static DBInstance withEndpoint(DBInstance instance, Instant since, Call call) {
    int port = instance.endpoint() == null ? DbInstanceFactory.PORT : instance.endpoint().port();
    String address =
        instance.endpoint() == null || instance.endpoint().address() == null
            ? instance.dbInstanceIdentifier()
                + "."
                + RandomIds.lower(12)
                + "."
                + call.region()
                + ".rds."
                + call.partition().dnsSuffix()
            : instance.endpoint().address();
    return instance.toBuilder()
        .dbInstanceStatus("available")
        .instanceCreateTime(
            instance.instanceCreateTime() == null ? since : instance.instanceCreateTime())
        .latestRestorableTime(since)
        .endpoint(to -> to.address(address).port(port).hostedZoneId("Z2R2ITUGPM61AM"))
        .build();
  }

  static DBInstance withStatus(DBInstance instance, String status) {
    return instance.toBuilder().dbInstanceStatus(status).build();
  }
}
