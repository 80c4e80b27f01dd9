package io.beta9.provisioning.resources.catalog;

import io.beta9.provisioning.resources.inventory.ResourceScope;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * How a resource is identified in the account.
 *
 * @param key what distinguishes it from others of its type
 * @param attributes the planned attributes that a lookup reads; the plan reader keeps them
 * @param taggable whether it carries the environment's tags
 * @param names the names that it has in an environment; empty unless identified by name
 */
public record Identification(
    Key key,
    Set<String> attributes,
    boolean taggable,
    Function<ResourceScope, List<String>> names) {

  /** What distinguishes a resource from others of its type. */
  public enum Key {
    /** A name derived from the environment's id; creating a second one fails. */
    NAME,
    /** The environment's tag and the Name tag; a second creation creates a second resource. */
    TAGS,
    /** The resource that it belongs to. */
    OWNER
  }

  static Identification byName(
      Set<String> attributes, boolean taggable, Function<ResourceScope, List<String>> names) {
    return new Identification(Key.NAME, attributes, taggable, names);
  }

  static Identification byTags(Set<String> attributes) {
    return new Identification(Key.TAGS, attributes, true, scope -> List.of());
  }

  static Identification byOwner(Set<String> attributes, boolean taggable) {
    return new Identification(Key.OWNER, attributes, taggable, scope -> List.of());
  }
}
