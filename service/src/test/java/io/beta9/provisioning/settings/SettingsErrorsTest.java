package io.beta9.provisioning.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that are rejected, and secrets that are read and not printed. */
class SettingsErrorsTest {
  private static final String PASSWORD = "s3cret-";

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "\n"})
  void treats_a_blank_variable_as_absent(String blank) {
    Settings settings = Settings.from(Map.of("LISTEN_PORT", blank, "DATABASE_URL_FILE", blank));

    assertThat(settings.listen().port()).isEqualTo(8080);
  }

  @ParameterizedTest
  @CsvSource({
    "LISTEN_PORT, -1, an integer from 0 to 65535",
    "LISTEN_PORT, 65536, an integer from 0 to 65535",
    "LISTEN_PORT, http, an integer from 0 to 65535",
    "LISTEN_PORT, 0x50, an integer from 0 to 65535",
    "WORKER_LISTEN_PORT, 70000, an integer from 0 to 65535",
    "WORKER_DRAIN_SECONDS, -5, an integer of at least 0",
    "WORKER_DRAIN_SECONDS, 99999999999, an integer of at least 0",
    "WORKER_CONCURRENCY, 0, an integer of at least 1",
    "DATABASE_POOL_SIZE, 0, an integer of at least 1",
    "MAX_ENVIRONMENTS_PER_TENANT, 0, an integer of at least 1",
    "TERRAFORM_PARALLELISM, 0, an integer of at least 1",
    "TERRAFORM_LOCK_TIMEOUT_SECONDS, -1, an integer of at least 0",
    "TERRAFORM_USER, terraform, 'auto, worker, or the numeric ids UID or UID:GID of a user other"
        + " than root'",
    "TERRAFORM_USER, 0, 'auto, worker, or the numeric ids UID or UID:GID of a user other than"
        + " root'",
    "TERRAFORM_USER, 1000:0, 'auto, worker, or the numeric ids UID or UID:GID of a user other than"
        + " root'",
    "TERRAFORM_LOCK, consul, 'one of s3, dynamodb, both'",
    "STUCK_AFTER, 90, 'a duration such as 45s, 90m, 2h or 30d'",
    "STUCK_AFTER, 0s, 'a duration such as 45s, 90m, 2h or 30d'",
    "STEP_DEADLINES, apply, 'durations by name such as apply=90m,nodes=20m'",
    "AWS_ENDPOINT_URL, 127.0.0.1:4566, 'a URL such as https://host:port'",
    "TERRAFORM_MEMORY, 800, a size such as 800MB or 2GB",
    "WORKER_MEMORY_RESERVED, -1MB, a size such as 800MB or 2GB",
    "WORKDIR_FREE_MINIMUM, 1.5GB, a size such as 800MB or 2GB",
    "WORKDIR_FREE_WARNING, 9999999999999999TB, a size such as 800MB or 2GB",
    "LOG_LEVEL, loud, 'one of trace, debug, info, warn, error, fatal, off'",
    "LOG_FORMAT, xml, 'one of text, json'",
    "TRACING_ENDPOINT, collector, 'a URL such as https://host:port'",
    "TRACING_READ_PERCENT, 101, an integer from 0 to 100",
    "ALLOW_OWN_ACCOUNT, yes, true or false"
  })
  void names_the_variable_the_value_and_what_is_expected(
      String variable, String value, String expected) {
    assertThatThrownBy(() -> Settings.from(Map.of(variable, value)))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage("%s: invalid value '%s': must be %s".formatted(variable, value, expected));
  }

  @ParameterizedTest
  @CsvSource({
    "DATABASE_URL, postgresql://u:s3cret-^@db/x, postgresql://user:password@host:5432/name",
    "DATABASE_READ_URL, s3cret-, postgresql://user:password@host:5432/name",
    "DATABASE_MIGRATION_URL, s3cret-, postgresql://user:password@host:5432/name",
    "REDIS_URL, redis://:s3cret-^@redis:6379, redis://:password@host:6379"
  })
  void does_not_print_the_invalid_value_of_a_secret(
      String variable, String value, String expected) {
    assertThatThrownBy(() -> Settings.from(Map.of(variable, value)))
        .hasMessageStartingWith(variable + ": invalid value: must be a URL such as " + expected)
        .hasMessageNotContaining(PASSWORD)
        .hasNoCause();
  }

  @Test
  void reports_all_problems_together() {
    assertThatThrownBy(
            () ->
                Settings.from(
                    Map.of(
                        "DATABASE_URL", "db",
                        "REDIS_URL_FILE", "/does/not/exist",
                        "STEP_DEADLINES", "apply",
                        "LISTEN_PORT", "x")))
        .satisfies(
            e ->
                assertThat(e.getMessage().lines().map(line -> line.replaceFirst(":.*", "")))
                    .containsExactly(
                        "DATABASE_URL", "REDIS_URL_FILE", "LISTEN_PORT", "STEP_DEADLINES"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"DATABASE_URL", "DATABASE_READ_URL", "DATABASE_MIGRATION_URL", "REDIS_URL"})
  void reads_a_secret_from_a_file_without_its_trailing_newline(
      String variable, @TempDir Path directory) throws IOException {
    String url = (variable.startsWith("REDIS") ? "redis" : "postgresql") + "://u:p@server/1";
    Path file = Files.writeString(directory.resolve("secret"), url + "\n");

    Settings fromFile = Settings.from(Map.of(variable + "_FILE", file.toString()));

    Settings direct = Settings.from(Map.of(variable, url));
    assertThat(fromFile.database())
        .usingRecursiveComparison()
        .ignoringFields("url.file", "readUrl.file", "migrationUrl.file")
        .isEqualTo(direct.database());
    assertThat(fromFile.redis().url()).isEqualTo(direct.redis().url());
    assertThat(fromFile).isNotEqualTo(Settings.from(Map.of()));
  }

  @Test
  void rejects_a_secret_that_is_given_directly_and_as_a_file(@TempDir Path directory)
      throws IOException {
    Path file = Files.writeString(directory.resolve("secret"), "postgresql://db/jobs");
    Map<String, String> both =
        Map.of("DATABASE_URL", "postgresql://db/jobs", "DATABASE_URL_FILE", file.toString());

    assertThatThrownBy(() -> Settings.from(both))
        .hasMessage("DATABASE_URL_FILE: conflicts with DATABASE_URL; set only one of them");
  }

  @Test
  void names_a_secret_file_that_cannot_be_used(@TempDir Path directory) throws IOException {
    Path missing = directory.resolve("missing");
    Path empty = Files.writeString(directory.resolve("empty"), "\n");
    Path invalid = Files.writeString(directory.resolve("invalid"), PASSWORD);

    assertThatThrownBy(() -> Settings.from(Map.of("DATABASE_URL_FILE", missing.toString())))
        .hasMessage(
            "DATABASE_URL_FILE: file '%s' cannot be read (NoSuchFileException)".formatted(missing));
    assertThatThrownBy(() -> Settings.from(Map.of("DATABASE_URL_FILE", empty.toString())))
        .hasMessage("DATABASE_URL_FILE: file '%s' is empty".formatted(empty));
    assertThatThrownBy(() -> Settings.from(Map.of("DATABASE_URL_FILE", invalid.toString())))
        .hasMessageStartingWith("DATABASE_URL_FILE: invalid value: must be a URL")
        .hasMessageNotContaining(PASSWORD);
  }

  @Test
  void validates_only_the_group_that_is_bound() {
    Map<String, String> environment = new HashMap<>();
    environment.put("TERRAFORM_PARALLELISM", "3");
    environment.put("LISTEN_PORT", "x");

    assertThat(SettingsBinder.bind(TerraformSettings.class, environment).parallelism())
        .isEqualTo(3);
  }

  @Test
  void does_not_print_passwords() {
    Settings settings =
        Settings.from(
            Map.of(
                "DATABASE_URL", "postgresql://u:" + PASSWORD + "@db/jobs",
                "DATABASE_READ_URL", "postgresql://u:" + PASSWORD + "@replica/jobs",
                "REDIS_URL", "redis://:" + PASSWORD + "@redis:6379"));

    assertThat(settings.toString()).contains("db/jobs", "redis").doesNotContain(PASSWORD);
  }

  @Test
  void accepts_the_former_name_of_a_setting_but_not_both() {
    assertThat(
            Settings.from(Map.of("MAX_ENVIRONMENTS_PER_USER", "7"))
                .environments()
                .maxEnvironmentsPerTenant())
        .isEqualTo(7);
    assertThatThrownBy(
            () ->
                Settings.from(
                    Map.of("MAX_ENVIRONMENTS_PER_USER", "7", "MAX_ENVIRONMENTS_PER_TENANT", "7")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("MAX_ENVIRONMENTS_PER_USER: conflicts with");
  }
}
