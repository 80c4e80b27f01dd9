package io.beta9.provisioning.bootstrap;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A token kept in memory. */
final class KeptToken implements AdminToken {
  @Nullable Kept kept;
  int saves;

  @Override
  public Optional<Kept> load() {
    return Optional.ofNullable(kept);
  }

  @Override
  public void save(Kept token) {
    kept = token;
    saves++;
  }
}
