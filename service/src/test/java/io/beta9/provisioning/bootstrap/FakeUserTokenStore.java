package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.bootstrap.gateway.UserTokenStore;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps the users' token in memory. */
final class FakeUserTokenStore implements UserTokenStore {
  @Nullable UserToken kept;
  @Nullable Set<String> existing;
  boolean failToSave;

  @Override
  public Optional<UserToken> load() {
    return Optional.ofNullable(kept);
  }

  @Override
  public void save(UserToken token) {
    if (failToSave) {
      throw new IllegalStateException("the process ended");
    }
    kept = token;
    existing = null;
  }

  @Override
  public void recordCreation(Set<String> ids) {
    kept = null;
    existing = ids;
  }

  @Override
  public Optional<Set<String>> pendingCreation() {
    return Optional.ofNullable(existing);
  }
}
