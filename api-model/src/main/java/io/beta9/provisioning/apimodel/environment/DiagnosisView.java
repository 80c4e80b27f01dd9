package io.beta9.provisioning.apimodel.environment;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Diagnosis of an environment.
 *
 * @param verdict code of the verdict
 * @param sentence the verdict as a sentence
 * @param command the command to run next
 * @param responsible who has to act: {@code none}, {@code customer} or {@code operator}
 * @param automaticAttemptAt when the service tries again by itself; null if it does not wait for
 *     that
 */
public record DiagnosisView(
    String environmentId,
    String name,
    String status,
    Instant statusSince,
    List<Finding> findings,
    String verdict,
    String sentence,
    String command,
    String responsible,
    @Nullable Instant automaticAttemptAt) {
  public DiagnosisView {
    responsible = responsible == null ? "none" : responsible;
    findings = findings == null ? List.of() : List.copyOf(findings);
  }

  /** A fact, and the topic it belongs to. */
  public record Finding(String topic, String text) {}
}
