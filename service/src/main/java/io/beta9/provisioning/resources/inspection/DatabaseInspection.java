package io.beta9.provisioning.resources.inspection;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
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
    return events(id)
        .report(
            id,
            found.map(DatabaseInspection::status),
            ShellCommand.of(
                "aws",
                "rds",
                "describe-events",
                "--source-type",
                "db-instance",
                "--source-identifier",
                id,
                "--duration",
                Integer.toString(RecentEvents.MINUTES),
                "--region",
                session.region().id()));
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
    return new UsedGroup(session, "rds", operation, option)
        .usedBy(
            resource,
            session.rds().describeDBInstancesPaginator().dbInstances().stream()
                .filter(uses)
                .map(
                    instance ->
                        new UsedGroup.GroupUser(
                            "database",
                            instance.dbInstanceIdentifier(),
                            instance.dbInstanceIdentifier(),
                            instance.dbInstanceStatus())));
  }

  private static String status(DBInstance instance) {
    return instance.dbInstanceStatus()
        + " ("
        + instance.dbInstanceClass()
        + (instance.availabilityZone() == null ? "" : " in " + instance.availabilityZone())
        + ")";
  }

  private RecentEvents events(String id) {
    List<Event> events =
        session
            .rds()
            .describeEvents(
                r ->
                    r.sourceType(SourceType.DB_INSTANCE)
                        .sourceIdentifier(id)
                        .duration(RecentEvents.MINUTES))
            .events();
    return RecentEvents.of(events, Event::message);
  }
}
