package io.beta9.provisioning.failure.text;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A resource that prevents the deletion of another one.
 *
 * @param type in words: {@code network interface}
 * @param detail what AWS says about it, for example its description; may be empty
 */
public record Blocker(String type, String id, BlockerOwnership ownership, String detail) {
  private static final String FIELD = "|";
  private static final String ENTRY = "\n";

  public Blocker {
    detail = detail.replace(FIELD, "/").replaceAll("\\s+", " ").strip();
  }

  /** Returns the stored form of several blockers: one line for each. */
  public static String store(List<Blocker> blockers) {
    return blockers.stream()
        .map(
            blocker ->
                String.join(
                    FIELD, blocker.type, blocker.id, blocker.ownership.code(), blocker.detail))
        .collect(Collectors.joining(ENTRY));
  }

  /** Returns the stored form as a part of a sentence; a value of another form unchanged. */
  static String describe(String stored) {
    return Arrays.stream(stored.split(ENTRY, -1))
        .map(Blocker::describeEntry)
        .collect(Collectors.joining(", "));
  }

  private static String describeEntry(String entry) {
    String[] fields = entry.split("\\|", -1);
    return fields.length != 4
        ? entry
        : fields[0]
            + " "
            + fields[1]
            + " ("
            + (fields[3].isEmpty() ? "" : fields[3] + "; ")
            + Fact.describe(BlockerOwnership.values(), fields[2])
            + ")";
  }
}
