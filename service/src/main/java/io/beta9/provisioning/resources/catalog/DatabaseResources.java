package io.beta9.provisioning.resources.catalog;

import io.beta9.provisioning.aws.preflight.DatabaseOfferings;
import io.beta9.provisioning.aws.preflight.QuotaUsage;
import io.beta9.provisioning.aws.preflight.RequiredQuota;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.text.IrreplaceableContent;
import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.resources.inspection.DatabaseInspection;
import io.beta9.provisioning.resources.inventory.DatabaseInventory;
import io.beta9.provisioning.resources.lookup.DatabaseFinder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** PostgreSQL on RDS. */
final class DatabaseResources {
  /** The codes of the same failures with the classes that could be used instead. */
  private static final Map<FailureCode, FailureCode> WITH_ALTERNATIVES =
      Map.of(
          FailureCode.NO_CAPACITY, FailureCode.DATABASE_NO_CAPACITY,
          FailureCode.INSTANCE_TYPE_NOT_OFFERED, FailureCode.DATABASE_NOT_OFFERED);

  private DatabaseResources() {}

  static List<ResourceDescriptor> descriptors() {
    return List.of(
        ResourceDescriptor.of("aws_db_subnet_group")
            .inspectedBy(session -> new DatabaseInspection(session)::subnetGroup)
            .removalInterrupts(Consequence.SUBNETS)
            .identifiedBy(
                Identification.byName(Set.of("name"), true, scope -> List.of(scope.prefix())))
            .foundBy(session -> new DatabaseFinder(session)::subnetGroup)
            .listedBy(
                new InventoryRule.Queried(session -> new DatabaseInventory(session)::subnetGroups))
            .build(),
        ResourceDescriptor.of("aws_db_parameter_group")
            .inspectedBy(session -> new DatabaseInspection(session)::parameterGroup)
            .removalInterrupts(Consequence.DATABASE_RESTART)
            .identifiedBy(
                Identification.byName(Set.of("name"), true, scope -> List.of(scope.prefix())))
            .foundBy(session -> new DatabaseFinder(session)::parameterGroup)
            .listedBy(
                new InventoryRule.Queried(
                    session -> new DatabaseInventory(session)::parameterGroups))
            .harmlessAfterImport("parameter", "skip_destroy")
            .build(),
        ResourceDescriptor.of("aws_db_instance")
            .changeInterrupts(
                Consequence.DATABASE_RESTART,
                "instance_class",
                "engine_version",
                "parameter_group_name",
                "port",
                "storage_type",
                "db_subnet_group_name",
                "ca_cert_identifier")
            .inspectedBy(session -> new DatabaseInspection(session)::instance)
            .usuallyTakes(15, 20, 10)
            .identifiedBy(
                Identification.byName(Set.of("identifier"), true, scope -> List.of(scope.prefix())))
            .foundBy(session -> new DatabaseFinder(session)::instance)
            .listedBy(
                new InventoryRule.Queried(session -> new DatabaseInventory(session)::instances))
            .slowToCreate()
            .irreplaceable(IrreplaceableContent.DATABASE)
            .harmlessAfterImport("apply_immediately", "password_wo_version")
            .deadlines("database", ChangeDeadlines.ofMinutes(30, 80, 30))
            .quota(
                new RequiredQuota(
                    "rds", "L-7B6409FD", "DB instances", model -> 1, QuotaUsage::databaseInstances))
            .inquired(
                new FailureInquiry(
                    WITH_ALTERNATIVES.keySet(),
                    FailureInquiry.Answer.REFINEMENT,
                    (session, model, database, failure) ->
                        Optional.of(
                            new DatabaseOfferings(session)
                                .withAlternatives(
                                    failure.withCode(
                                        WITH_ALTERNATIVES.getOrDefault(
                                            failure.code(), failure.code())),
                                    model.postgres(),
                                    model.network()))))
            .build());
  }
}
