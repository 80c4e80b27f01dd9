package io.beta9.provisioning.apimodel.repair;

/**
 * A resource that is in the account and in no Terraform state.
 *
 * @param type service and type, for example {@code ec2:vpc}
 * @param id the id or name by which AWS refers to it
 * @param arn empty if it has none
 * @param removable whether it is proven to be of the environment and holds no data; it is removed
 *     only if nothing uses it
 * @param detail its status, or why it could not be removed; may be empty
 */
public record LeftoverView(String type, String id, String arn, boolean removable, String detail) {}
