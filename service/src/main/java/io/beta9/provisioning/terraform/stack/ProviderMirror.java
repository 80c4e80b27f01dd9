package io.beta9.provisioning.terraform.stack;

import io.beta9.provisioning.terraform.process.PrivateFiles;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A read-only directory of providers in the layout of Terraform's filesystem mirrors: {@code
 * <registry>/<namespace>/<type>/…}.
 *
 * @param providers their source addresses, for example {@code registry.terraform.io/hashicorp/aws}
 */
public record ProviderMirror(Path folder, List<String> providers) {
  /**
   * Returns the first directory that contains providers: that of the setting, Terraform's implied
   * mirror directories, or a directory directly below /opt. Empty for the registry.
   */
  public static Optional<ProviderMirror> find(TerraformOptions options) {
    if (options.mirror().isPresent()) {
      return Optional.of(
          at(options.mirror().get())
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "TERRAFORM_PROVIDER_MIRROR names "
                              + options.mirror().get()
                              + ", which contains neither "
                              + String.join(" nor ", ModuleProviders.REGISTRIES))));
    }
    return candidates(options.environment()).stream().flatMap(p -> at(p).stream()).findFirst();
  }

  /** Returns the mirror in the folder; empty if it contains no providers. */
  public static Optional<ProviderMirror> at(Path folder) {
    try {
      List<String> providers = new ArrayList<>();
      for (String registry : ModuleProviders.REGISTRIES) {
        for (Path namespace : PrivateFiles.list(folder.resolve(registry))) {
          for (Path type : PrivateFiles.list(namespace)) {
            providers.add(registry + "/" + namespace.getFileName() + "/" + type.getFileName());
          }
        }
      }
      return providers.isEmpty()
          ? Optional.empty()
          : Optional.of(new ProviderMirror(folder, List.copyOf(providers)));
    } catch (IOException e) {
      throw new UncheckedIOException("the provider mirror " + folder + " is unreadable", e);
    }
  }

  private static List<Path> candidates(Map<String, String> environment) {
    List<Path> found = new ArrayList<>();
    String home = environment.get("HOME");
    if (home != null) {
      found.add(Path.of(home, ".terraform.d", "plugins"));
      found.add(
          Path.of(
              environment.getOrDefault("XDG_DATA_HOME", home + "/.local/share"),
              "terraform",
              "plugins"));
    }
    found.add(Path.of("/usr/local/share/terraform/plugins"));
    found.add(Path.of("/usr/share/terraform/plugins"));
    try {
      found.addAll(PrivateFiles.list(Path.of("/opt")).stream().filter(Files::isDirectory).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }
}
