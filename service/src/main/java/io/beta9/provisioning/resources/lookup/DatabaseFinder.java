package io.beta9.provisioning.resources.lookup;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.rds.model.DBInstance;

/** Finds RDS resources by name. */
public final class DatabaseFinder {
  private static final Set<String> USABLE =
      Set.of("available", "storage-optimization", "storage-full", "stopped");

  /** Statuses that require a decision by an operator. */
  private static final Set<String> FAILED =
      Set.of(
          "failed",
          "inaccessible-encryption-credentials",
          "incompatible-network",
          "incompatible-option-group",
          "incompatible-parameters",
          "incompatible-restore",
          "restore-error");

  private final AwsSession session;

  public DatabaseFinder(AwsSession session) {
    this.session = session;
  }

  public LookupResult subnetGroup(PlannedResource resource, LookupHints hints) {
    String name = resource.value("name").orElseThrow();
    return OptionalResource.emptyIfNotFound(
            Set.of("DBSubnetGroupNotFoundFault", "DBSubnetGroupNotFound"),
            () -> session.rds().describeDBSubnetGroups(r -> r.dbSubnetGroupName(name)))
        .flatMap(response -> response.dbSubnetGroups().stream().findFirst())
        .map(group -> hints.foundIfOwned(name, name, tags(group.dbSubnetGroupArn())))
        .orElseGet(LookupResult.Absent::new);
  }

  public LookupResult parameterGroup(PlannedResource resource, LookupHints hints) {
    String name = resource.value("name").orElseThrow();
    return OptionalResource.emptyIfNotFound(
            Set.of("DBParameterGroupNotFound", "DBParameterGroupNotFoundFault"),
            () -> session.rds().describeDBParameterGroups(r -> r.dbParameterGroupName(name)))
        .flatMap(response -> response.dbParameterGroups().stream().findFirst())
        .map(group -> hints.foundIfOwned(name, name, tags(group.dbParameterGroupArn())))
        .orElseGet(LookupResult.Absent::new);
  }

  /**
   * Finds the instance by its identifier, never by its resource id: for a resource id that does not
   * exist, the provider lists all instances and imports the first.
   */
  public LookupResult instance(PlannedResource resource, LookupHints hints) {
    String name = resource.value("identifier").orElseThrow();
    Optional<DBInstance> existing =
        OptionalResource.emptyIfNotFound(
                Set.of("DBInstanceNotFound", "DBInstanceNotFoundFault"),
                () -> session.rds().describeDBInstances(r -> r.dbInstanceIdentifier(name)))
            .flatMap(response -> response.dbInstances().stream().findFirst())
            .filter(database -> name.equals(database.dbInstanceIdentifier()));
    if (existing.isEmpty()) {
      return new LookupResult.Absent();
    }
    LookupResult owned = hints.foundIfOwned(name, name, tags(existing.get().dbInstanceArn()));
    String status = String.valueOf(existing.get().dbInstanceStatus());
    if (owned instanceof LookupResult.Foreign || USABLE.contains(status)) {
      return owned;
    }
    return FAILED.contains(status)
        ? new LookupResult.CreationFailed(name, status, removal(existing.get()))
        : new LookupResult.InTransition(status);
  }

  /** An instance that was never created has neither a time of its creation nor an endpoint. */
  private Optional<Runnable> removal(DBInstance database) {
    boolean created = database.instanceCreateTime() != null || database.endpoint() != null;
    return created || Boolean.TRUE.equals(database.deletionProtection())
        ? Optional.empty()
        : Optional.of(
            () ->
                calling(
                    "Deleting the database that AWS failed to create",
                    () ->
                        session
                            .rds()
                            .deleteDBInstance(
                                r ->
                                    r.dbInstanceIdentifier(database.dbInstanceIdentifier())
                                        .skipFinalSnapshot(true))));
  }

  private Map<String, String> tags(String arn) {
    Map<String, String> map = new LinkedHashMap<>();
    session
        .rds()
        .listTagsForResource(r -> r.resourceName(arn))
        .tagList()
        .forEach(tag -> map.put(tag.key(), tag.value()));
    return map;
  }
}
