package io.beta9.provisioning.resources.inspection;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.failure.text.Blocker;
import io.beta9.provisioning.failure.text.BlockerOwnership;
import io.beta9.provisioning.format.ShellCommand;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.Event;
import software.amazon.awssdk.services.rds.model.SourceType;

/** Inspects RDS instances. */
public final class DatabaseInspection {
  private static final int MINUTES = 180;
  private static final int MOST_EVENTS = 3;

  private final AwsSession session;

  public DatabaseInspection(AwsSession session) {
    this.session = session;
  }

  public Optional<ResourceReport> instance(InspectedResource resource) {
    String id = resource.scope().prefix();
    Optional<DBInstance> found =
        OptionalResource.emptyIfNotFound(
                Set.of("DBInstanceNotFound", "DBInstanceNotFoundFault"),
                () -> session.rds().describeDBInstances(r -> r.dbInstanceIdentifier(id)))
            .flatMap(response -> response.dbInstances().stream().findFirst());
    List<String> events = events(id);
    if (found.isEmpty() && events.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        ResourceReport.of(
                id,
                found.map(DatabaseInspection::status).orElse(ResourceReport.ABSENT),
                ShellCommand.of(
                    "aws",
                    "rds",
                    "describe-events",
                    "--source-type",
                    "db-instance",
                    "--source-identifier",
                    id,
                    "--duration",
                    Integer.toString(MINUTES),
                    "--region",
                    session.region().id()))
            .withEvents(events));
  }

  /** A subnet group cannot be deleted while a database uses it. */
  public Optional<ResourceReport> subnetGroup(InspectedResource resource) {
    String name = resource.scope().prefix();
    return users(
        resource,
        "describe-db-subnet-groups",
        "--db-subnet-group-name",
        instance ->
            instance.dbSubnetGroup() != null
                && name.equals(instance.dbSubnetGroup().dbSubnetGroupName()));
  }

  /** A parameter group cannot be deleted while a database uses it. */
  public Optional<ResourceReport> parameterGroup(InspectedResource resource) {
    String name = resource.scope().prefix();
    return users(
        resource,
        "describe-db-parameter-groups",
        "--db-parameter-group-name",
        instance ->
            instance.dbParameterGroups().stream()
                .anyMatch(group -> name.equals(group.dbParameterGroupName())));
  }

  private Optional<ResourceReport> users(
      InspectedResource resource, String operation, String option, Predicate<DBInstance> uses) {
    String name = resource.scope().prefix();
    List<Blocker> blockers =
        session.rds().describeDBInstancesPaginator().dbInstances().stream()
            .filter(uses)
            .map(
                instance ->
                    new Blocker(
                        "database",
                        instance.dbInstanceIdentifier(),
                        instance.dbInstanceIdentifier().equals(name)
                            ? BlockerOwnership.OURS
                            : BlockerOwnership.FOREIGN,
                        instance.dbInstanceStatus()))
            .toList();
    return Optional.of(
        ResourceReport.of(
                name,
                "",
                ShellCommand.of(
                    "aws", "rds", operation, option, name, "--region", session.region().id()))
            .blockedBy(blockers));
  }

  private static String status(DBInstance instance) {
    return instance.dbInstanceStatus()
        + " ("
        + instance.dbInstanceClass()
        + (instance.availabilityZone() == null ? "" : " in " + instance.availabilityZone())
        + ")";
  }

  private List<String> events(String id) {
    List<Event> events =
        session
            .rds()
            .describeEvents(
                r -> r.sourceType(SourceType.DB_INSTANCE).sourceIdentifier(id).duration(MINUTES))
            .events();
    return events.stream()
        .skip(Math.max(0, events.size() - MOST_EVENTS))
        .map(Event::message)
        .toList();
  }
}
