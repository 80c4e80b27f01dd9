package io.beta9.provisioning.api.request;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.api.problem.TooManyStreamsException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the open streams of this process, each of which polls the database: of a key, of a tenant,
 * which can have many keys, and in total. Thread-safe.
 */
public final class OpenStreams {
  public static final int MAX_OF_KEY = 20;
  static final int MAX_OF_TENANT = 100;
  static final int MAX_TOTAL = 1000;

  private final Map<String, Integer> ofKeys = new ConcurrentHashMap<>();
  private final Map<TenantId, Integer> ofTenants = new ConcurrentHashMap<>();
  private int total;

  /**
   * Counts a stream. The caller closes it.
   *
   * @throws TooManyStreamsException if a limit is reached; then nothing is to be closed
   */
  public synchronized void open(Caller reader) {
    int ofKey = ofKeys.getOrDefault(reader.keyId(), 0);
    int ofTenant = ofTenants.getOrDefault(reader.tenant(), 0);
    if (ofKey >= MAX_OF_KEY) {
      throw new TooManyStreamsException("this key", MAX_OF_KEY);
    }
    if (ofTenant >= MAX_OF_TENANT) {
      throw new TooManyStreamsException("this tenant", MAX_OF_TENANT);
    }
    if (total >= MAX_TOTAL) {
      throw new TooManyStreamsException("this process", MAX_TOTAL);
    }
    ofKeys.put(reader.keyId(), ofKey + 1);
    ofTenants.put(reader.tenant(), ofTenant + 1);
    total++;
  }

  /** Counts the end of a stream. */
  public synchronized void close(Caller reader) {
    ofKeys.computeIfPresent(reader.keyId(), (key, open) -> open == 1 ? null : open - 1);
    ofTenants.computeIfPresent(reader.tenant(), (tenant, open) -> open == 1 ? null : open - 1);
    total--;
  }
}
