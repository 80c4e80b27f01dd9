package io.beta9.provisioning.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.apimodel.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiSettingsTest {
  private static final String URL = "https://provisioning.example.com";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"b9_key", "b9_key\n", "b9_key\r\n", " b9_key \n\n"})
  void reads_the_key_from_a_file_without_surrounding_white_space(String content)
      throws IOException {
    Path file = Files.writeString(directory.resolve("key"), content);

    assertThat(find(Map.of("PROVISIONER_URL", URL, "PROVISIONER_KEY_FILE", file.toString())))
        .isEqualTo(ApiSettings.of(URL, "b9_key"));
    assertThat(find(Map.of("PROVISIONER_URL", URL, "PROVISIONER_KEY_FILE", "key")))
        .as("relative to the working directory")
        .isEqualTo(ApiSettings.of(URL, "b9_key"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void ignores_a_blank_variable(String blank) {
    assertThat(
            find(
                Map.of(
                    "PROVISIONER_URL", URL,
                    "PROVISIONER_KEY", "b9_key",
                    "PROVISIONER_KEY_FILE", blank)))
        .isEqualTo(ApiSettings.of(URL, "b9_key"));
    assertThat(find(Map.of("PROVISIONER_KEY_FILE", blank)))
        .isEqualTo(ApiSettings.of(ApiSettings.DEFAULT_URL, ""));
  }

  @Test
  void rejects_a_key_that_is_given_twice() throws IOException {
    Path file = Files.writeString(directory.resolve("key"), "b9_key");

    assertThat(
            failure(
                Map.of(
                    "PROVISIONER_URL",
                    URL,
                    "PROVISIONER_KEY",
                    "b9_key",
                    "PROVISIONER_KEY_FILE",
                    file.toString())))
        .isEqualTo("PROVISIONER_KEY_FILE conflicts with PROVISIONER_KEY; set only one of them");
  }

  @Test
  void rejects_a_file_that_is_missing() {
    assertThat(failure(Map.of("PROVISIONER_URL", URL, "PROVISIONER_KEY_FILE", "nowhere")))
        .isEqualTo("PROVISIONER_KEY_FILE: file 'nowhere' cannot be read (NoSuchFileException)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n"})
  void rejects_a_file_without_a_key_instead_of_sending_requests_without_one(String content)
      throws IOException {
    Files.writeString(directory.resolve("key"), content);

    assertThat(failure(Map.of("PROVISIONER_URL", URL, "PROVISIONER_KEY_FILE", "key")))
        .isEqualTo("PROVISIONER_KEY_FILE: file 'key' is empty");
  }

  @Test
  void rejects_the_file_of_a_key_without_a_url() throws IOException {
    Files.writeString(directory.resolve("key"), "b9_key");

    assertThat(failure(Map.of("PROVISIONER_KEY_FILE", "key")))
        .isEqualTo("PROVISIONER_KEY_FILE is set without PROVISIONER_URL");
  }

  private ApiSettings find(Map<String, String> environment) {
    return ApiSettings.find(environment, directory);
  }

  private String failure(Map<String, String> environment) {
    CommandException failure =
        catchThrowableOfType(CommandException.class, () -> find(environment));
    assertThat(failure.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    return String.valueOf(failure.getMessage());
  }
}
