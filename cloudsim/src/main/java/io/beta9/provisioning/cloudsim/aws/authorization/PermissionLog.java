package io.beta9.provisioning.cloudsim.aws.authorization;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The permissions that requests have required so far, each combination of principal, action,
 * resource and condition keys once. Thread-safe.
 */
public final class PermissionLog {
  private static final int MAX_ENTRIES = 100_000;

  private final Map<Entry, Boolean> entries = new LinkedHashMap<>();

  /**
   * A permission that was required.
   *
   * @param principal the ARN of the user or role; of a session, its ARN without the session's name
   */
  public record Entry(String principal, RequiredPermission permission) {}

  synchronized void add(String callerArn, RequiredPermission permission, boolean allowed) {
    if (entries.size() < MAX_ENTRIES) {
      entries.put(new Entry(withoutSession(callerArn), permission), allowed);
    }
  }

  /** Returns the entries in the order in which they occurred first. */
  public synchronized List<Entry> all() {
    return List.copyOf(entries.keySet());
  }

  /** Returns the entries that were denied when they occurred last. */
  public synchronized List<Entry> denied() {
    return entries.entrySet().stream()
        .filter(entry -> !entry.getValue())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String withoutSession(String arn) {
    return arn.contains(":assumed-role/") ? arn.substring(0, arn.lastIndexOf('/')) : arn;
  }
}
