package io.beta9.provisioning.aws;

import static io.beta9.provisioning.aws.AwsFailures.calling;

import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.metaconfig.InfraModel;
import java.util.List;
import java.util.SortedSet;

/** The database's class is offered in as many of the zones as it needs. */
final class DatabaseCheck implements Preflight.Check {
  private final DatabaseOffers offers;

  DatabaseCheck(AwsSession session) {
    this.offers = new DatabaseOffers(session);
  }

  @Override
  public List<Finding> findings(InfraModel model) {
    InfraModel.Postgres wanted = model.postgres();
    return calling(
        "Looking for the databases that are offered",
        () -> {
          SortedSet<String> offered = offers.zones(wanted.engineVersion(), wanted.instanceClass());
          offered.retainAll(model.network().availabilityZones());
          int needed = DatabaseOffers.needed(wanted);
          if (offered.size() >= needed) {
            return List.of();
          }
          return List.of(
              Finding.blocking(
                  FailureClass.CAPACITY,
                  "database-not-offered",
                  "RDS offers "
                      + wanted.instanceClass()
                      + " in "
                      + (offered.isEmpty() ? "none" : "only " + String.join(", ", offered))
                      + " of "
                      + String.join(", ", model.network().availabilityZones())
                      + (needed > 1 ? ", and the database and its standby need two" : ""),
                  offers.proposal(wanted, model.network())));
        });
  }
}
