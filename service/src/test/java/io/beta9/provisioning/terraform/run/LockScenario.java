package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.terraform.process.RunKind;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Locks the state for the duration of a run of {@link FakeTerraform}. */
final class LockScenario {
  private LockScenario() {}

  /** Terraform prints empty fields for a lock that it cannot read. */
  private static JsonNode parse(String text) {
    try {
      return JsonMapper.shared().readTree(text);
    } catch (JacksonException e) {
      return JsonMapper.shared().createObjectNode();
    }
  }

  static void lockState(FakeTerraform terraform, FakeTerraformProcess process, RunKind kind) {
    RemoteState state = terraform.environment().state();
    process.then(
        () -> {
          Optional<String> other = state.lock(UUID.randomUUID().toString(), kind);
          if (other.isPresent()) {
            JsonNode lock = parse(other.get());
            process.error(
                "Error acquiring the state lock",
                "Error message: operation error S3: PutObject, https response error StatusCode:"
                    + " 412\nLock Info:\n  ID:        %s\n  Path:      %s\n  Operation: %s\n"
                        .formatted(
                            lock.path("ID").asString(),
                            lock.path("Path").asString(),
                            lock.path("Operation").asString())
                    + "  Who:       %s\n  Version:   %s\n  Created:   %s\n"
                        .formatted(
                            lock.path("Who").asString(),
                            lock.path("Version").asString(),
                            lock.path("Created").asString()));
          } else {
            process.atEnd(state::unlock);
          }
        });
  }
}
