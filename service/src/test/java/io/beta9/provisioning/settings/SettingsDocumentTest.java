package io.beta9.provisioning.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Compares {@code docs/settings.md} with the settings, or writes it: see {@link #COMMAND}. */
class SettingsDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/settings.md");
  private static final String COMMAND =
      "mvn -q -pl service -am test -Dtest=SettingsDocumentTest -Dsettings.write=true"
          + " -Dsurefire.failIfNoSpecifiedTests=false";

  @Test
  void the_document_lists_all_settings() throws IOException {
    String expected = document();
    if (Boolean.getBoolean("settings.write")) {
      Files.writeString(DOCUMENT, expected);
    }
    assertThat(DOCUMENT)
        .as("docs/settings.md is generated and out of date; regenerate it with: " + COMMAND)
        .exists()
        .content()
        .isEqualTo(expected);
  }

  private static String document() {
    return """
    # Settings

    Each setting of API and worker is an environment variable; a blank one counts as absent. All settings are validated
    together at start. If any is invalid, the process prints a line for each and exits.

    A **secret** can also be given as a file: set the variable with the suffix `_FILE` to the path of a file that contains
    the value, for example a mounted Kubernetes Secret. Surrounding white space is ignored. If both variables are set, the
    process does not start. Values of secrets are never printed. The user and the password in such a file are read again for
    each connection, so that a rotated password takes effect without a restart; another server or database does not.

    Besides these settings, the AWS SDK and Terraform read their standard variables: credentials (`AWS_*`), proxies
    (`HTTPS_PROXY`, `NO_PROXY`), and certificates (`SSL_CERT_FILE`). The variables of the command line client are
    [listed with it](api.md#command-line).

    This page is generated from the records in the package `settings`. To regenerate it:

        %s

    | variable | value | default | secret | read by | meaning |
    |---|---|---|---|---|---|
    %s
    """
        .formatted(
            COMMAND,
            Settings.GROUPS.stream()
                .flatMap(group -> SettingDescriptor.of(group).stream())
                .sorted(Comparator.comparing(SettingDescriptor::variable))
                .map(SettingsDocumentTest::row)
                .collect(Collectors.joining("\n")));
  }

  private static String row(SettingDescriptor descriptor) {
    Setting setting = descriptor.setting();
    return "| `%s` | %s | %s | %s | %s | %s |"
        .formatted(
            descriptor.variable(),
            descriptor.type().expected(),
            descriptor
                .defaultText()
                .filter(text -> !text.isEmpty())
                .map("`%s`"::formatted)
                .orElse(setting.ifAbsent()),
            setting.secret() ? "`" + descriptor.fileVariable() + "`" : "no",
            setting.readBy().label(),
            setting.value()
                + (setting.formerly().isEmpty()
                    ? ""
                    : "; formerly `%s`".formatted(setting.formerly())));
  }

  @Test
  void every_setting_has_a_default_or_documents_what_applies_without_it() {
    assertThat(Settings.GROUPS.stream().flatMap(group -> SettingDescriptor.of(group).stream()))
        .allSatisfy(
            descriptor ->
                assertThat(descriptor.defaultText().orElse("") + descriptor.setting().ifAbsent())
                    .as(descriptor.variable())
                    .isNotBlank());
  }
}
