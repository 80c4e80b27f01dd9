package io.beta9.provisioning.aws.secrets;

import io.beta9.provisioning.environment.EnvironmentId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The secret with the token with which users connect to Beta9. Until a created token is stored, it
 * contains the ids of the tokens that existed before.
 */
public final class UserTokenSecret {
  static final String ROLE = "user-token";

  private static final String ID = "token_id";
  private static final String TOKEN = "token";
  private static final String WORKSPACE = "workspace_id";
  private static final String EXISTING = "existing_token_ids";

  /** Fields that are not secret. */
  static final List<String> PUBLIC_FIELDS = List.of(ID, EXISTING);

  private final SecretsManagerStore store;
  private final String name;
  private final String description;

  UserTokenSecret(SecretsManagerStore store, EnvironmentId id) {
    this.store = store;
    this.name = EnvironmentSecrets.userTokenName(id);
    this.description = "Beta9's users, in " + id;
  }

  /** The value of the secret. */
  public record StoredUserToken(String id, String workspaceId, String token) {}

  /** Returns the token, if one was stored. */
  public Optional<StoredUserToken> token() {
    return store
        .find(name)
        .filter(value -> value.containsKey(TOKEN))
        .map(
            value ->
                new StoredUserToken(
                    field(value, ID), field(value, WORKSPACE), field(value, TOKEN)));
  }

  /** Returns the ids that {@link #beginCreation} stored, until a token is stored. */
  public Optional<Set<String>> creationBegun() {
    return store
        .find(name)
        .map(value -> value.get(EXISTING))
        .map(ids -> ids.isEmpty() ? Set.of() : Set.copyOf(List.of(ids.split(",", -1))));
  }

  /** Stores the ids of the tokens that exist before one is created. */
  public void beginCreation(Set<String> existing) {
    store.put(name, description, Map.of(EXISTING, String.join(",", new TreeSet<>(existing))));
  }

  public void put(StoredUserToken token) {
    store.put(
        name,
        description,
        Map.of(ID, token.id(), WORKSPACE, token.workspaceId(), TOKEN, token.token()));
  }

  /** The customer can change the secret. */
  private String field(Map<String, String> value, String field) {
    String text = value.get(field);
    if (text == null || text.isEmpty()) {
      throw SecretsManagerStore.invalid(name, field);
    }
    return text;
  }
}
