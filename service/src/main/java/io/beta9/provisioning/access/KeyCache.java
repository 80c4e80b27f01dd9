package io.beta9.provisioning.access;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

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

  /** The hashes of keys that were valid when they were last read, the latest ones. */
  private final Set<ByteBuffer> familiar =
      Collections.newSetFromMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Boolean> eldest) {
              return size() > MAX_ENTRIES;
            }
          });

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

  /** Returns whether the key was valid when it was last read. */
  synchronized boolean isFamiliar(byte[] hash) {
    return familiar.contains(ByteBuffer.wrap(hash));
  }

  /** The key is not valid. */
  synchronized void removeFamiliar(byte[] hash) {
    familiar.remove(ByteBuffer.wrap(hash));
  }

  /** Returns the number of changes so far, to be passed to {@link #put}. */
  long changes() {
    return changes;
  }

  /**
   * Adds a caller that was read from the database, unless a key has changed since then: the change
   * may be a revocation that the read did not see.
   *
   * @param expiresAt when the key expires; null for never
   * @param changesBefore {@link #changes} before the read
   */
  synchronized void put(
      byte[] hash, Caller caller, @Nullable Instant expiresAt, long changesBefore) {
    familiar.add(ByteBuffer.wrap(hash));
    if (!enabled || changesBefore != changes) {
      return;
    }
    Instant now = clock.instant();
    if (entries.size() >= MAX_ENTRIES) {
      entries.values().removeIf(entry -> !now.isBefore(entry.until()));
    }
    if (entries.size() < MAX_ENTRIES) {
      Instant until = now.plus(MAX_AGE);
      entries.put(
          ByteBuffer.wrap(hash),
          new Entry(caller, expiresAt != null && expiresAt.isBefore(until) ? expiresAt : until));
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
