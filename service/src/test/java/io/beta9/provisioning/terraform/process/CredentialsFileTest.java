package io.beta9.provisioning.terraform.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CredentialsFileTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir private Path base;
  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private final AtomicReference<String> key = new AtomicReference<>("ASIA1");

  private Optional<TemporaryCredentials> current() {
    return Optional.of(
        new TemporaryCredentials(key.get(), "secret", "token", NOW, NOW.plusSeconds(3600)));
  }

  /** The AWS SDK executes the command with {@code sh -c}. */
  @Test
  void the_sdk_reads_the_credentials_with_a_command_whatever_the_path() throws Exception {
    Path directory = Files.createDirectory(base.resolve("it's a $HOME `path`"));
    write(directory, new CredentialsFile(of(directory), this::current, now::get));
    Map<String, String> variables = CredentialsFile.variables(directory);
    String command =
        Files.readAllLines(Path.of(variables.get("AWS_CONFIG_FILE"))).stream()
            .filter(line -> line.startsWith("credential_process = "))
            .map(line -> line.substring("credential_process = ".length()))
            .findFirst()
            .orElseThrow();

    Process process = new ProcessBuilder("sh", "-c", command).start();

    JsonNode answer = JsonMapper.shared().readTree(process.getInputStream().readAllBytes());
    assertThat(answer.path("Version").asInt()).isEqualTo(1);
    assertThat(answer.path("AccessKeyId").asString()).isEqualTo("ASIA1");
    assertThat(answer.path("Expiration").asString()).isEqualTo("2026-03-01T11:00:00Z");
  }

  @Test
  void replaces_the_credentials_while_the_process_runs() throws IOException {
    CredentialsFile file = new CredentialsFile(of(base), this::current, now::get);
    write(base, file);
    key.set("ASIA2");

    file.renewIfDue();

    await()
        .untilAsserted(
            () -> assertThat(base.resolve("credentials.json")).content().contains("ASIA2"));
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(base.resolve("credentials.json"))))
        .isEqualTo("rw-------");
    file.delete();
    assertThat(base).isEmptyDirectory();
    file.renewIfDue();
    assertThat(base).isEmptyDirectory();
  }

  @Test
  void keeps_the_credentials_if_they_cannot_be_renewed_and_retries() throws IOException {
    AtomicInteger failures = new AtomicInteger();
    ProviderCredentials unavailable =
        () -> {
          failures.incrementAndGet();
          throw new FailureException(Failure.of(FailureCode.AWS_UNAVAILABLE, "Renewing"));
        };
    write(base, new CredentialsFile(of(base), this::current, now::get));
    CredentialsFile file = new CredentialsFile(of(base), unavailable, now::get);

    file.renewIfDue();
    await().until(() -> failures.get() == 1);
    file.renewIfDue();
    assertThat(base.resolve("credentials.json")).content().contains("ASIA1");

    now.updateAndGet(time -> time.plusSeconds(60));
    await()
        .until(
            () -> {
              file.renewIfDue();
              return failures.get() == 2;
            });
  }

  @Test
  void a_process_with_the_credentials_of_the_worker_has_no_file() throws IOException {
    CredentialsFile file = new CredentialsFile(of(base), ProviderCredentials.OF_WORKER, now::get);
    assertThat(file.contents()).isEmpty();
    file.renewIfDue();
    file.delete();
    assertThat(base).isEmptyDirectory();
  }

  private static void write(Path directory, CredentialsFile file) throws IOException {
    for (Map.Entry<String, String> content : file.contents().entrySet()) {
      Files.writeString(directory.resolve(content.getKey()), content.getValue());
    }
  }

  private static ChildFiles of(Path directory) {
    return new ChildFiles(directory, Optional.empty());
  }
}
