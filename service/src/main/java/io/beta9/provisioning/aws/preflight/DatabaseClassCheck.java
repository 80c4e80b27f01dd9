package io.beta9.provisioning.aws.preflight;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.List;
import java.util.SortedSet;

/** The database's class is offered in as many of the zones as it needs. */
final class DatabaseClassCheck implements Preflight.PreflightCheck {
  private final DatabaseOfferings offers;

  DatabaseClassCheck(AwsSession session) {
    this.offers = new DatabaseOfferings(session);
  }

  @Override
  public List<PreflightFinding> findings(InfraModel model) {
    InfraModel.Postgres wanted = model.postgres();
    return calling(
        "Looking for the databases that are offered",
        () -> {
          SortedSet<String> offered = offers.zones(wanted.engineVersion(), wanted.instanceClass());
          offered.retainAll(model.network().availabilityZones());
          int needed = DatabaseOfferings.needed(wanted);
          if (offered.size() >= needed) {
            return List.of();
          }
          return List.of(
              PreflightFinding.blocking(
                  offers.withAlternatives(
                      Failure.of(FailureCode.DATABASE_NOT_OFFERED)
                          .with(FailureParameter.INSTANCE_TYPE, wanted.instanceClass())
                          .with(FailureParameter.OFFERED_ZONES, offered)
                          .with(FailureParameter.ZONES, model.network().availabilityZones())
                          .with(
                              FailureParameter.NEEDED,
                              needed > 1 ? Integer.toString(needed) : null),
                      wanted,
                      model.network())));
        });
  }
}
