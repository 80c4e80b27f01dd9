package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.bootstrap.gateway.AdminTokenStore;
import io.beta9.provisioning.provider.secrets.EnvironmentSecrets;
import java.util.Optional;

/** Stores the administrator's token in the customer's Secrets Manager. */
record SecretToken(EnvironmentSecrets secrets) implements AdminTokenStore {
  @Override
  public Optional<StoredToken> load() {
    return secrets.adminToken().map(token -> new StoredToken(token.workspaceId(), token.token()));
  }

  @Override
  public String recordClaimAttempt() {
    return secrets.beginClaim();
  }

  @Override
  public Optional<String> pendingClaimAttempt() {
    return secrets.claimBegun();
  }

  @Override
  public void save(StoredToken token) {
    secrets.putAdminToken(new EnvironmentSecrets.AdminToken(token.workspaceId(), token.token()));
  }
}
