package io.beta9.provisioning.terraform.stack;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Terraform's CLI configuration; that of the worker's user is not used. */
public final class CliConfiguration {
  private CliConfiguration() {}

  /** Returns a configuration that installs the providers of the mirror from it, others directly. */
  public static String of(Optional<ProviderMirror> mirror) {
    return "disable_checkpoint = true\n" + mirror.map(CliConfiguration::installation).orElse("");
  }

  private static String installation(ProviderMirror mirror) {
    String providers = quoted(mirror.providers());
    return """

    provider_installation {
      filesystem_mirror {
        path    = %s
        include = [%s]
      }
      direct {
        exclude = [%s]
      }
    }
    """
        .formatted(quoted(mirror.folder().toString()), providers, providers);
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
