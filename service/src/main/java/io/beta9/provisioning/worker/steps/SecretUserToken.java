package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.bootstrap.gateway.UserTokenStore;
import io.beta9.provisioning.provider.secrets.UserTokenSecret;
import io.beta9.provisioning.worker.role.ClaimGuard;
import java.util.Optional;
import java.util.Set;

/** Stores the users' token in the customer's Secrets Manager. */
record SecretUserToken(UserTokenSecret secret, ClaimGuard guard) implements UserTokenStore {
  @Override
  public Optional<UserToken> load() {
    return secret
        .token()
        .map(token -> new UserToken(token.id(), token.workspaceId(), token.token()));
  }

  @Override
  public void save(UserToken token) {
    secret.put(new UserTokenSecret.StoredUserToken(token.id(), token.workspaceId(), token.key()));
  }

  @Override
  public void recordCreation(Set<String> existing) {
    secret.beginCreation(existing);
    guard.requireHeld();
  }

  @Override
  public Optional<Set<String>> pendingCreation() {
    return secret.creationBegun();
  }
}
