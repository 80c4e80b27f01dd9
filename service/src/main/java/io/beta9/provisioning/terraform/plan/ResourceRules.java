package io.beta9.provisioning.terraform.plan;

import io.beta9.provisioning.failure.text.IrreplaceableContent;
import io.beta9.provisioning.metaconfig.change.Consequence;
import java.util.Optional;
import java.util.Set;

/** The properties of resource types that decide whether a plan is accepted. */
public interface ResourceRules {

  /**
   * Returns what is lost when a resource of this type is destroyed and cannot be recreated; empty
   * if it can be replaced without loss.
   */
  Optional<IrreplaceableContent> irreplaceableContent(String type);

  /**
   * Returns the attributes of this type that may differ from the configuration directly after an
   * import: those that no import reads, because AWS does not store them, and those that the
   * provider sets in a second call after the creating one.
   */
  Set<String> harmlessAfterImport(String type);

  /**
   * Returns what is interrupted in a running platform when a resource of this type is removed or
   * replaced; empty if nothing depends on it.
   */
  Optional<Consequence> interruptionByRemoval(String type);

  /** Returns what is interrupted when these attributes of a resource of this type are changed. */
  Optional<Consequence> interruptionByChange(String type, Set<String> attributes);
}
