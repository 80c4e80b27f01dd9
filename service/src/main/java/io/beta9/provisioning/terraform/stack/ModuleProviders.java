package io.beta9.provisioning.terraform.stack;

import java.util.List;

/**
 * The only providers that may be installed: those of the module, from the registry of Terraform or
 * of OpenTofu. A provider is a program that runs on the worker, and Terraform installs every
 * provider that the state mentions; the state is in the customer's account.
 */
public final class ModuleProviders {
  /** The registry of each tool: Terraform's and OpenTofu's. */
  static final List<String> REGISTRIES = List.of("registry.terraform.io", "registry.opentofu.org");

  private static final List<String> NAMES = List.of("hashicorp/aws");

  private ModuleProviders() {}

  /** Returns the source addresses, for example {@code registry.terraform.io/hashicorp/aws}. */
  public static List<String> addresses() {
    return REGISTRIES.stream()
        .flatMap(registry -> NAMES.stream().map(name -> registry + "/" + name))
        .toList();
  }
}
