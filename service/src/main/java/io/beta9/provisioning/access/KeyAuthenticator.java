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

  /** Returns the caller with this secret; empty if it is unknown or revoked. */
  public Optional<Caller> authenticate(KeySecret secret) {
    byte[] hash = secret.sha256();
    Optional<Caller> caller = cache.find(hash);
    if (caller.isEmpty()) {
      long changes = cache.changes();
      caller = keys.callerWith(secret);
      caller.ifPresentOrElse(
          known -> cache.put(hash, known, changes), () -> cache.removeFamiliar(hash));
    }
    caller.ifPresent(known -> recordUse(known.keyId()));
    return caller;
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
