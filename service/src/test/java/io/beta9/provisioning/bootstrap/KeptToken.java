package io.beta9.provisioning.bootstrap;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A token kept in memory. */
final class KeptToken implements AdminToken {
  @Nullable Kept kept;
  @Nullable String mark;
  int saves;
  private int marks;

  @Override
  public String begin() {
    kept = null;
    mark = "mark-" + ++marks;
    return mark;
  }

  @Override
  public Optional<String> begun() {
    return Optional.ofNullable(mark);
  }

  @Override
  public Optional<Kept> load() {
    return Optional.ofNullable(kept);
  }

  @Override
  public void save(Kept token) {
    kept = token;
    mark = null;
    saves++;
  }
}
