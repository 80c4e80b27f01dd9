package io.beta9.provisioning.resources.catalog;

import io.beta9.provisioning.aws.preflight.QuotaUsage;
import io.beta9.provisioning.aws.preflight.RequiredQuota;
import io.beta9.provisioning.failure.text.IrreplaceableContent;
import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.resources.inspection.CacheInspection;
import io.beta9.provisioning.resources.inventory.CacheInventory;
import io.beta9.provisioning.resources.lookup.CacheFinder;
import java.util.List;
import java.util.Set;

/** Redis on ElastiCache. */
final class CacheResources {
  private CacheResources() {}

  static List<ResourceDescriptor> descriptors() {
    return List.of(
        ResourceDescriptor.of("aws_elasticache_subnet_group")
            .inspectedBy(session -> new CacheInspection(session)::subnetGroup)
            .removalInterrupts(Consequence.SUBNETS)
            .identifiedBy(
                Identification.byName(Set.of("name"), true, scope -> List.of(scope.prefix())))
            .foundBy(session -> new CacheFinder(session)::subnetGroup)
            .listedBy(
                new InventoryRule.Queried(session -> new CacheInventory(session)::subnetGroups))
            .build(),
        ResourceDescriptor.of("aws_elasticache_parameter_group")
            .inspectedBy(session -> new CacheInspection(session)::parameterGroup)
            .removalInterrupts(Consequence.REDIS_FAILOVER)
            .identifiedBy(
                Identification.byName(Set.of("name"), true, scope -> List.of(scope.prefix())))
            .foundBy(session -> new CacheFinder(session)::parameterGroup)
            .listedBy(
                new InventoryRule.Queried(session -> new CacheInventory(session)::parameterGroups))
            .harmlessAfterImport("parameter")
            .build(),
        ResourceDescriptor.of("aws_elasticache_replication_group")
            .changeInterrupts(
                Consequence.REDIS_FAILOVER, "node_type", "engine_version", "parameter_group_name")
            .inspectedBy(session -> new CacheInspection(session)::replicationGroup)
            .usuallyTakes(15, 20, 12)
            .identifiedBy(
                Identification.byName(
                    Set.of("replication_group_id"), true, scope -> List.of(scope.prefix())))
            .foundBy(session -> new CacheFinder(session)::replicationGroup)
            .listedBy(
                new InventoryRule.Queried(
                    session -> new CacheInventory(session)::replicationGroups))
            .slowToCreate()
            .harmlessAfterImport("apply_immediately", "auth_token", "auth_token_update_strategy")
            .irreplaceable(IrreplaceableContent.REDIS_DATA)
            // The module has no timeouts block for it; the provider's are 60, 40 and 45 minutes.
            .deadlines("redis", ChangeDeadlines.ofMinutes(30, 40, 30))
            .quota(
                new RequiredQuota(
                    "elasticache",
                    "L-DFE45DF3",
                    "Nodes per Region",
                    model -> model.redis().replicas() + 1L,
                    QuotaUsage::cacheNodes))
            .build());
  }
}
