package io.beta9.provisioning.resources.inspection;

import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import java.util.Optional;

/**
 * A resource of an environment to inspect.
 *
 * @param knownId its id according to the journal; empty if Terraform did not complete it
 */
public record InspectedResource(
    ResourceAddress address, ResourceScope scope, Optional<String> knownId) {

  /** Returns its tag Name, by the conventions of the module. */
  String nameTag() {
    String key = address.key().map(value -> "-" + value).orElse("");
    String name = address.name().equals("this") ? "" : "-" + address.name();
    return scope.prefix() + name + key;
  }
}
