package io.beta9.provisioning.resources.lookup;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.rds.model.DBInstance;

/** PostgreSQL and its groups, by their names. */
final class DatabaseFinder {
  private static final Set<String> STANDING =
      Set.of("available", "storage-optimization", "storage-full", "stopped");

  /** Only a person can say what is to become of these. */
  private static final Set<String> STUCK =
      Set.of(
          "failed",
          "inaccessible-encryption-credentials",
          "incompatible-network",
          "incompatible-option-group",
          "incompatible-parameters",
          "incompatible-restore",
          "restore-error");

  private final AwsSession session;

  DatabaseFinder(AwsSession session) {
    this.session = session;
  }

  LookupResult subnetGroup(PlannedResource wanted, LookupHints clues) {
    String name = wanted.value("name").orElseThrow();
    return OptionalResource.unless(
            Set.of("DBSubnetGroupNotFoundFault", "DBSubnetGroupNotFound"),
            () -> session.rds().describeDBSubnetGroups(r -> r.dbSubnetGroupName(name)))
        .flatMap(answer -> answer.dbSubnetGroups().stream().findFirst())
        .map(group -> clues.owned(name, name, tags(group.dbSubnetGroupArn())))
        .orElseGet(LookupResult.Absent::new);
  }

  LookupResult parameterGroup(PlannedResource wanted, LookupHints clues) {
    String name = wanted.value("name").orElseThrow();
    return OptionalResource.unless(
            Set.of("DBParameterGroupNotFound", "DBParameterGroupNotFoundFault"),
            () -> session.rds().describeDBParameterGroups(r -> r.dbParameterGroupName(name)))
        .flatMap(answer -> answer.dbParameterGroups().stream().findFirst())
        .map(group -> clues.owned(name, name, tags(group.dbParameterGroupArn())))
        .orElseGet(LookupResult.Absent::new);
  }

  /**
   * By its name and never by its resource id: asked for an id that does not exist, the provider
   * asks again without one, and takes whatever comes first.
   */
  LookupResult instance(PlannedResource wanted, LookupHints clues) {
    String name = wanted.value("identifier").orElseThrow();
    Optional<DBInstance> there =
        OptionalResource.unless(
                Set.of("DBInstanceNotFound", "DBInstanceNotFoundFault"),
                () -> session.rds().describeDBInstances(r -> r.dbInstanceIdentifier(name)))
            .flatMap(answer -> answer.dbInstances().stream().findFirst())
            .filter(database -> name.equals(database.dbInstanceIdentifier()));
    if (there.isEmpty()) {
      return new LookupResult.Absent();
    }
    LookupResult owned = clues.owned(name, name, tags(there.get().dbInstanceArn()));
    String status = String.valueOf(there.get().dbInstanceStatus());
    if (owned instanceof LookupResult.Foreign || STANDING.contains(status)) {
      return owned;
    }
    return STUCK.contains(status)
        ? new LookupResult.CreationFailed(name, status, Optional.empty())
        : new LookupResult.Moving(status);
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
