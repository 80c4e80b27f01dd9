package io.beta9.provisioning.terraform.plan;

import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A resource of a plan, without attributes that could contain secrets.
 *
 * @param reason Terraform's reason for the action, if it reports one
 * @param importing whether the plan imports it
 * @param changed the names of the attributes that would differ afterwards
 * @param values the attributes that identify the resource in the account, as far as known
 * @param tags all planned tags, including the provider's default tags
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

  /** Returns the planned value of an attribute. */
  public Optional<String> value(String attribute) {
    return Optional.ofNullable(values.get(attribute));
  }

  /** Returns whether Terraform would replace it only because it is tainted. */
  public boolean isTainted() {
    return "replace_because_tainted".equals(reason) || "tainted".equals(reason);
  }
}
