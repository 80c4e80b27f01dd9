package io.beta9.provisioning.terraform.plan;

import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One resource as a plan has it, without anything that could be a secret.
 *
 * @param reason why Terraform would do it, where it says so
 * @param importing whether the plan takes it into the state
 * @param changed the names of the attributes that would differ afterwards
 * @param values the few attributes by which a thing is found in the account, where they are known
 * @param tags all that it is to bear, the provider's own among them
 * @param parents for an attribute, the address of the resource that it refers to
 */
public record PlannedResource(
    String address,
    String type,
    Action action,
    @Nullable String reason,
    boolean importing,
    Set<String> changed,
    Map<String, String> values,
    Map<String, String> tags,
    Map<String, String> parents) {

  public PlannedResource {
    changed = Set.copyOf(changed);
    values = Map.copyOf(values);
    tags = Map.copyOf(tags);
    parents = Map.copyOf(parents);
  }

  /** What an attribute is to be. */
  public Optional<String> value(String attribute) {
    return Optional.ofNullable(values.get(attribute));
  }

  /** Whether Terraform would make it again only because it did not see it finished. */
  public boolean isTainted() {
    return "replace_because_tainted".equals(reason) || "tainted".equals(reason);
  }
}
