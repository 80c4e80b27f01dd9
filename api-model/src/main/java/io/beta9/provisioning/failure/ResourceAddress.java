package io.beta9.provisioning.failure;

import java.util.Optional;

/**
 * The address of a resource in a Terraform configuration, for example {@code
 * aws_eks_node_group.this["gpu"]}.
 */
public record ResourceAddress(String value) implements FailureSubject {

  public ResourceAddress {
    if (value.isBlank()) {
      throw new IllegalArgumentException("an address must not be blank");
    }
  }

  /** Returns the resource type, for example {@code aws_eks_node_group}. */
  public String type() {
    String[] parts = withoutKey().split("\\.", -1);
    return parts.length < 2 ? "" : parts[parts.length - 2];
  }

  /** Returns the resource name, without the key of an instance. */
  public String name() {
    String[] parts = withoutKey().split("\\.", -1);
    return parts[parts.length - 1];
  }

  /** Returns the key of an instance, without quotes; empty for a resource that has one instance. */
  public Optional<String> key() {
    int open = value.indexOf('[');
    return open < 0
        ? Optional.empty()
        : Optional.of(value.substring(open + 1, value.lastIndexOf(']')).replace("\"", ""));
  }

  private String withoutKey() {
    int key = value.indexOf('[');
    return key < 0 ? value : value.substring(0, key);
  }

  @Override
  public String toString() {
    return value;
  }
}
