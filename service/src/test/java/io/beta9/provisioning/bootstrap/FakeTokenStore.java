package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.bootstrap.gateway.AdminTokenStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the token in memory. */
public final class FakeTokenStore implements AdminTokenStore {
  @Nullable StoredToken kept;
  @Nullable String mark;
  int saves;
  private int marks;

  @Override
  public String recordClaimAttempt() {
    kept = null;
    mark = "mark-" + ++marks;
    return mark;
  }

  @Override
  public Optional<String> pendingClaimAttempt() {
    return Optional.ofNullable(mark);
  }

  @Override
  public Optional<StoredToken> load() {
    return Optional.ofNullable(kept);
  }

  @Override
  public void save(StoredToken token) {
    kept = token;
    mark = null;
    saves++;
  }
}
