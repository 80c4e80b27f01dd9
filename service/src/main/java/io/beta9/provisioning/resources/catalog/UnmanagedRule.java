package io.beta9.provisioning.resources.catalog;

import io.beta9.provisioning.aws.session.AwsSession;

/**
 * How a resource that the inventory lists and no Terraform state contains is treated. Its id in the
 * inventory must be that in the state.
 */
public sealed interface UnmanagedRule {

  /** Returns the type in the inventory, for example {@code ec2:vpc}. */
  String inventoryType();

  /** It is reported, and never deleted. */
  record Reported(String inventoryType) implements UnmanagedRule {}

  /**
   * It is deleted if it is unused.
   *
   * @param occasion when that is
   * @param deletion how
   */
  record Deleted(String inventoryType, Occasion occasion, Deletion deletion)
      implements UnmanagedRule {}

  /** When a resource that is in no state may be deleted. */
  enum Occasion {
    /**
     * Always: its creation has no client token and no unique name, so a lost response may leave a
     * second one.
     */
    DUPLICATE,
    /** Only after a destroy, when the environment's tag proves that it is a remainder. */
    DESTROY
  }

  /** Deletes an unused resource. */
  @FunctionalInterface
  interface Deletion {
    /** Returns whether it was deleted; false if another resource uses it. */
    boolean delete(AwsSession session, String id);
  }
}
