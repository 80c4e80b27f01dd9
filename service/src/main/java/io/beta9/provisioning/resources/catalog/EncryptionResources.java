package io.beta9.provisioning.resources.catalog;

import io.beta9.provisioning.failure.text.IrreplaceableContent;
import io.beta9.provisioning.resources.inventory.KeyInventory;
import io.beta9.provisioning.resources.lookup.KeyFinder;
import java.util.List;
import java.util.Set;

/** The KMS key that encrypts the environment's data, and its alias. */
final class EncryptionResources {
  private EncryptionResources() {}

  static List<ResourceDescriptor> descriptors() {
    return List.of(
        ResourceDescriptor.of("aws_kms_key")
            .identifiedBy(Identification.byTags(Set.of()))
            .foundBy(session -> new KeyFinder(session)::key)
            .listedBy(new InventoryRule.Queried(session -> new KeyInventory(session)::keys))
            .irreplaceable(IrreplaceableContent.ENCRYPTION_KEY)
            .harmlessAfterImport(
                "bypass_policy_lockout_safety_check",
                "deletion_window_in_days",
                "enable_key_rotation",
                "rotation_period_in_days")
            .ifUnmanaged(
                new UnmanagedRule.Deleted(
                    "kms:key", UnmanagedRule.Occasion.DUPLICATE, UnusedResourceDeletion::key))
            .build(),
        ResourceDescriptor.of("aws_kms_alias")
            .removalInterruptsNothing()
            .identifiedBy(
                Identification.byName(
                    Set.of("name"), false, scope -> List.of("alias/" + scope.prefix())))
            .foundBy(session -> new KeyFinder(session)::alias)
            .listedBy(new InventoryRule.Queried(session -> new KeyInventory(session)::aliases))
            .build());
  }
}
