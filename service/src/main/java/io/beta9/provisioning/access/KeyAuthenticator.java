package io.beta9.provisioning.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Authenticates callers by their key. Most requests need no statement: the caller is cached for
 * seconds, and the time of the last use is written once a minute.
 */
public final class KeyAuthenticator {
  private static final Duration USE_INTERVAL = Duration.ofMinutes(1);

  private final ApiKeyRepository keys;
  private final KeyCache cache;
  private final InstantSource clock;
  private final Map<String, Instant> uses = new ConcurrentHashMap<>();

  public KeyAuthenticator(ApiKeyRepository keys, KeyCache cache, InstantSource clock) {
    this.keys = keys;
    this.cache = cache;
    this.clock = clock;
  }

  /**
   * Returns whether the secret was valid recently. Others may be guesses, and each costs a
   * statement.
   */
  public boolean isFamiliar(KeySecret secret) {
    return cache.isFamiliar(secret.sha256());
  }

  /** Returns the caller with this secret, or why there is none. */
  public KeyCheck check(KeySecret secret) {
    byte[] hash = secret.sha256();
    Optional<Caller> cached = cache.find(hash);
    KeyCheck check = cached.isPresent() ? new KeyCheck.ValidKey(cached.get(), null) : read(secret);
    if (check instanceof KeyCheck.ValidKey accepted) {
      recordUse(accepted.caller().keyId());
    }
    return check;
  }

  /** Returns the caller with this secret; empty if it is not valid. */
  public Optional<Caller> authenticate(KeySecret secret) {
    return check(secret) instanceof KeyCheck.ValidKey(var caller, _)
        ? Optional.of(caller)
        : Optional.empty();
  }

  private KeyCheck read(KeySecret secret) {
    byte[] hash = secret.sha256();
    long changes = cache.changes();
    KeyCheck check = keys.check(secret);
    switch (check) {
      case KeyCheck.ValidKey known -> cache.put(hash, known.caller(), known.expiresAt(), changes);
      case KeyCheck.InvalidKey _ -> cache.removeFamiliar(hash);
    }
    return check;
  }

  private void recordUse(String keyId) {
    Instant now = clock.instant();
    Instant last = uses.get(keyId);
    if (last != null && now.isBefore(last.plus(USE_INTERVAL))) {
      return;
    }
    boolean first =
        last == null ? uses.putIfAbsent(keyId, now) == null : uses.replace(keyId, last, now);
    if (first) {
      keys.markUsed(keyId);
    }
  }
}
