package io.beta9.provisioning.aws.preflight;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.provider.preflight.PreflightFinding;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Checks that the database's instance class is offered in as many zones as it needs. */
final class DatabaseClassCheck implements Preflight.PreflightCheck {
  private final DatabaseOfferings offerings;

  DatabaseClassCheck(AwsSession session) {
    this.offerings = new DatabaseOfferings(session);
  }

  /** RDS itself rejects a class that it does not offer. */
  @Override
  public boolean isAdvisory() {
    return true;
  }

  @Override
  public List<PreflightFinding> findings(InfraModel model) {
    InfraModel.Postgres postgres = model.postgres();
    return calling(
        "Listing the database classes that are offered",
        () -> {
          SortedSet<String> everywhere =
              offerings.zones(postgres.engineVersion(), postgres.instanceClass());
          SortedSet<String> offered = new TreeSet<>(everywhere);
          offered.retainAll(model.network().availabilityZones());
          int needed = DatabaseOfferings.needed(postgres);
          if (offered.size() >= needed) {
            return List.of();
          }
          Failure failure =
              offerings.withAlternatives(
                  Failure.of(FailureCode.DATABASE_NOT_OFFERED)
                      .with(FailureParameter.INSTANCE_TYPE, postgres.instanceClass())
                      .with(FailureParameter.OFFERED_ZONES, offered)
                      .with(FailureParameter.ZONES, model.network().availabilityZones())
                      .with(FailureParameter.NEEDED, needed > 1 ? Integer.toString(needed) : null),
                  postgres,
                  model.network());
          // No class in any zone is no information: RDS may know the version by another name.
          return List.of(
              everywhere.isEmpty() && failure.parameter(FailureParameter.ALTERNATIVES).isEmpty()
                  ? PreflightFinding.warning(failure)
                  : PreflightFinding.blocking(failure));
        });
  }
}
