package io.beta9.provisioning.aws.secrets;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.provider.secrets.EnvironmentSecrets;
import io.beta9.provisioning.provider.secrets.UserTokenSecret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The token for users in Secrets Manager. */
final class SecretsManagerUserToken implements UserTokenSecret {
  private static final String ID = "token_id";
  private static final String TOKEN = "token";
  private static final String WORKSPACE = "workspace_id";
  private static final String EXISTING = "existing_token_ids";

  /** Fields that are not secret. */
  static final List<String> PUBLIC_FIELDS = List.of(ID, EXISTING);

  private final SecretsManagerStore store;
  private final String name;
  private final String description;

  SecretsManagerUserToken(SecretsManagerStore store, EnvironmentId id) {
    this.store = store;
    this.name = EnvironmentSecrets.userTokenName(id);
    this.description = "Beta9's users, in " + id;
  }

  @Override
  public Optional<StoredUserToken> token() {
    return store
        .find(name)
        .filter(value -> value.containsKey(TOKEN))
        .map(
            value ->
                new StoredUserToken(
                    field(value, ID), field(value, WORKSPACE), field(value, TOKEN)));
  }

  @Override
  public Optional<Set<String>> creationBegun() {
    return store
        .find(name)
        .map(value -> value.get(EXISTING))
        .map(ids -> ids.isEmpty() ? Set.of() : Set.copyOf(List.of(ids.split(",", -1))));
  }

  @Override
  public void beginCreation(Set<String> existing) {
    store.put(name, description, Map.of(EXISTING, String.join(",", new TreeSet<>(existing))));
  }

  @Override
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
