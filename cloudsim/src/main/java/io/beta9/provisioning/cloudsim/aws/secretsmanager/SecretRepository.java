package io.beta9.provisioning.cloudsim.aws.secretsmanager;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.secretsmanager.SecretsState.SecretEntry;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds secrets by name or ARN, and purges secrets whose recovery window is over. */
final class SecretRepository {
  private final StateStore store;

  SecretRepository(StateStore store) {
    this.store = store;
  }

  SecretsState state(Call call) {
    SecretsState state = SecretsState.of(store, call.account(), call.region());
    for (SecretEntry entry : List.copyOf(state.secrets.values())) {
      if (entry.purgeAt != null && !call.now().isBefore(entry.purgeAt)) {
        remove(state, entry);
      }
    }
    return state;
  }

  static void remove(SecretsState state, SecretEntry entry) {
    state.secrets.remove(entry.name);
    state.tags.removeAll(entry.arn);
  }

  /**
   * Finds a secret by name, ARN, or ARN without its random suffix, including secrets marked for
   * deletion.
   */
  SecretEntry find(@Nullable String id, Call call) {
    if (id == null || id.isEmpty()) {
      throw SecretsErrors.invalidParameter("You must provide a secret id.");
    }
    return lookUp(id, call)
        .orElseThrow(
            () -> SecretsErrors.notFound("Secrets Manager can't find the specified secret."));
  }

  /** As {@link #find}; empty if there is no such secret. */
  Optional<SecretEntry> lookUp(String id, Call call) {
    return state(call).secrets.values().stream()
        .filter(
            entry ->
                id.equals(entry.name)
                    || id.equals(entry.arn)
                    || id.equals(entry.arn.substring(0, entry.arn.length() - 7)))
        .findFirst();
  }

  /** Finds a secret that is not marked for deletion. */
  SecretEntry findActive(@Nullable String id, Call call) {
    SecretEntry entry = find(id, call);
    if (entry.deletedDate != null) {
      throw SecretsErrors.invalidRequest(
          "You can't perform this operation on the secret because it was marked for deletion.");
    }
    return entry;
  }
}
