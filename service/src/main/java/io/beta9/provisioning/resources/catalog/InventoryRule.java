package io.beta9.provisioning.resources.catalog;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.resources.inventory.Ec2TagInventory;
import io.beta9.provisioning.resources.inventory.ResourceInventory;
import java.util.function.Function;

/** How the inventory finds what is left of a resource type in the account. */
public sealed interface InventoryRule {

  /** Its service is queried by name or tag. */
  record Queried(Function<AwsSession, ResourceInventory> inventory) implements InventoryRule {}

  /**
   * It is found by its tag in EC2.
   *
   * @param ec2Type the type in EC2's tag descriptions
   * @param exists whether the tagged resource still exists; a tag outlives it for a while
   */
  record ByEc2Tag(String ec2Type, Ec2TagInventory.Existence exists) implements InventoryRule {}

  /** It is deleted together with the resource that it belongs to, of the given type. */
  record WithOwner(String ownerType) implements InventoryRule {}
}
