package io.beta9.provisioning.diagnosis;

import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.failure.ResponsibleParty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The findings about an environment, the verdict that follows from them, and the next command. */
public record Diagnosis(
    String environmentId,
    String name,
    String status,
    Instant statusSince,
    List<Finding> findings,
    String verdict,
    String sentence,
    String command,
    ResponsibleParty responsible,
    @Nullable Instant automaticAttempt) {
  /** One finding, under its topic. */
  public record Finding(String topic, String text) {}

  /** Returns the diagnosis that follows from the facts. Pure. */
  public static Diagnosis of(EnvironmentFacts facts) {
    Environment environment = facts.environment();
    Verdict verdict = VerdictRules.verdict(facts);
    return new Diagnosis(
        environment.id().value(),
        environment.name(),
        environment.status().code(),
        environment.statusSince(),
        FindingMessages.findings(facts),
        verdict.code().code(),
        VerdictMessages.sentence(verdict),
        VerdictMessages.command(verdict, environment.id().value()),
        verdict.responsible(),
        verdict.automaticAttempt());
  }
}
