package io.beta9.provisioning.access;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Callers by the hash of their key, for {@link #MAX_AGE}. The cache is used only while changes of
 * keys are reported to it: until {@link #enable} and after {@link #disable}, it is empty.
 */
public final class KeyCache {
  /** Maximum time for which a revoked key is accepted if its revocation is not reported. */
  public static final Duration MAX_AGE = Duration.ofSeconds(5);

  private static final int MAX_ENTRIES = 10_000;

  private final InstantSource clock;
  private final Map<ByteBuffer, Entry> entries = new ConcurrentHashMap<>();
  private volatile long changes;
  private volatile boolean enabled;

  public KeyCache(InstantSource clock) {
    this.clock = clock;
  }

  private record Entry(Caller caller, Instant until) {}

  /** Returns the caller with this hash of the key, if it is cached. */
  Optional<Caller> find(byte[] hash) {
    Entry entry = entries.get(ByteBuffer.wrap(hash));
    return entry != null && clock.instant().isBefore(entry.until())
        ? Optional.of(entry.caller())
        : Optional.empty();
  }

  /** Returns the number of changes so far, to be passed to {@link #put}. */
  long changes() {
    return changes;
  }

  /**
   * Adds a caller that was read from the database, unless a key has changed since then: the change
   * may be a revocation that the read did not see.
   *
   * @param changesBefore {@link #changes} before the read
   */
  synchronized void put(byte[] hash, Caller caller, long changesBefore) {
    if (!enabled || changesBefore != changes) {
      return;
    }
    Instant now = clock.instant();
    if (entries.size() >= MAX_ENTRIES) {
      entries.values().removeIf(entry -> !now.isBefore(entry.until()));
    }
    if (entries.size() < MAX_ENTRIES) {
      entries.put(ByteBuffer.wrap(hash), new Entry(caller, now.plus(MAX_AGE)));
    }
  }

  /** Removes a key that was revoked or changed. */
  public synchronized void remove(String keyId) {
    changes++;
    entries.values().removeIf(entry -> entry.caller().keyId().equals(keyId));
  }

  /** Starts caching: from now on every change is reported. */
  synchronized void enable() {
    changes++;
    enabled = true;
  }

  /** Stops caching: changes are no longer reported. */
  synchronized void disable() {
    changes++;
    enabled = false;
    entries.clear();
  }

  /** Returns whether changes are reported. */
  boolean isEnabled() {
    return enabled;
  }
}
