package io.beta9.provisioning.bootstrap.helm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReleaseRecordTest {
  private static final String OLD = "2026-01-01T00:00:00Z";
  private static final String NEW = "2026-01-01T09:30:00Z";

  @ParameterizedTest
  @CsvSource({
    OLD + ", " + OLD + ", 2026-01-01T09:30:00.000000000Z",
    OLD + ", " + OLD + ", 2026-01-01T10:30:00.000000000+01:00",
    OLD + ", " + NEW + ", 2026-01-01T00:00:00.123456789Z",
    NEW + ", " + OLD + ", 2026-01-01T00:00:00.123456789Z",
    OLD + ", " + NEW + ", ''",
  })
  void was_last_written_at_the_newest_of_label_creation_and_deployment(
      String label, String created, String deployed) {
    ReleaseRecord record = ReleaseRecord.of(secret(label, created, deployed));
    assertThat(record.lastWrittenAt()).isEqualTo(NEW);
  }

  @Test
  void needs_no_label_and_no_readable_content() {
    Secret secret = secret(OLD, NEW, OLD);
    secret.getMetadata().getLabels().clear();
    secret.getData().put("release", "unknown format");
    assertThat(ReleaseRecord.of(secret).lastWrittenAt()).isEqualTo(NEW);
  }

  @ParameterizedTest
  @CsvSource({"soon, now", "-1, 1.5", "99999999999999999999, 2147483648", "'', ''"})
  void ignores_labels_that_are_not_numbers(String time, String version) {
    Secret secret = secret(OLD, NEW, "0001-01-01T00:00:00Z");
    secret.getMetadata().getLabels().put("modifiedAt", time);
    secret.getMetadata().getLabels().put("createdAt", time);
    secret.getMetadata().getLabels().put("version", version);

    ReleaseRecord record = ReleaseRecord.of(secret);

    assertThat(record.lastWrittenAt()).isEqualTo(NEW);
    assertThat(record.revision()).as("that of its name").isEqualTo(2);
  }

  private static Secret secret(String label, String created, String deployed) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName("sh.helm.release.v1.shop.v2")
        .withCreationTimestamp(created)
        .addToLabels("version", "2")
        .addToLabels("status", "pending-upgrade")
        .addToLabels("modifiedAt", Long.toString(Instant.parse(label).getEpochSecond()))
        .endMetadata()
        .addToData("release", encoded("{\"info\": {\"last_deployed\": \"" + deployed + "\"}}"))
        .build();
  }

  private static String encoded(String json) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(json.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] inner = Base64.getEncoder().encode(zipped.toByteArray());
    return Base64.getEncoder().encodeToString(inner);
  }
}
