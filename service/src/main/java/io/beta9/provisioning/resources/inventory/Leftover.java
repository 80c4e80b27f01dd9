package io.beta9.provisioning.resources.inventory;

/**
 * Something of an environment that is still in the account.
 *
 * @param type for example {@code ec2:volume}
 * @param id by which AWS knows it
 * @param arn empty where it has none
 * @param removable whether it is proven ours, and nobody's any more, so that {@link
 *     LeftoverCleanup} may remove it
 * @param detail for a person: its state, or why it could not be removed
 */
public record Leftover(String type, String id, String arn, boolean removable, String detail) {
  Leftover because(String reason) {
    return new Leftover(type, id, arn, removable, reason);
  }
}
