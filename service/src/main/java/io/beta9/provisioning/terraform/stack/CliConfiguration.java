package io.beta9.provisioning.terraform.stack;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Terraform's CLI configuration; that of the worker's user is not used. */
public final class CliConfiguration {
  private CliConfiguration() {}

  /**
   * Returns a configuration with which only the module's providers can be installed: from the
   * mirror if it contains them, else from their registry.
   */
  public static String of(Optional<ProviderMirror> mirror) {
    List<String> allowed = ModuleProviders.addresses();
    List<String> mirrored =
        allowed.stream()
            .filter(provider -> mirror.filter(m -> m.providers().contains(provider)).isPresent())
            .toList();
    List<String> direct =
        allowed.stream().filter(provider -> !mirrored.contains(provider)).toList();
    StringBuilder text =
        new StringBuilder("disable_checkpoint = true\n\nprovider_installation {\n");
    if (!mirrored.isEmpty()) {
      text.append(
          """
            filesystem_mirror {
              path    = %s
              include = [%s]
            }
          """
              .formatted(quoted(mirror.orElseThrow().folder().toString()), quoted(mirrored)));
    }
    if (!direct.isEmpty()) {
      text.append(
          """
            direct {
              include = [%s]
            }
          """
              .formatted(quoted(direct)));
    }
    return text.append("}\n").toString();
  }

  private static String quoted(List<String> texts) {
    return texts.stream().map(CliConfiguration::quoted).collect(Collectors.joining(", "));
  }

  private static String quoted(String text) {
    return '"'
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("${", "$${").replace("%{", "%%{")
        + '"';
  }
}
