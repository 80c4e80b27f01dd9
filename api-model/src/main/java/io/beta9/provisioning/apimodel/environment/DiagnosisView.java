package io.beta9.provisioning.apimodel.environment;

import java.time.Instant;
import java.util.List;

/**
 * Diagnosis of an environment.
 *
 * @param verdict code of the verdict
 * @param sentence the verdict as a sentence
 * @param command the command to run next
 */
public record DiagnosisView(
    String environmentId,
    String name,
    String status,
    Instant statusSince,
    List<Finding> findings,
    String verdict,
    String sentence,
    String command) {
  public DiagnosisView {
    findings = findings == null ? List.of() : List.copyOf(findings);
  }

  /** A fact, and the topic it belongs to. */
  public record Finding(String topic, String text) {}
}
