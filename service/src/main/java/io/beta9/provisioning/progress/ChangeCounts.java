package io.beta9.provisioning.progress;

import java.util.ArrayList;
import java.util.List;

/** How many resources an operation has created, changed and deleted so far. */
public record ChangeCounts(int created, int changed, int deleted) {
  public static final ChangeCounts NONE = new ChangeCounts(0, 0, 0);

  /** Returns the counts as a phrase: {@code 3 created, 1 deleted}; empty if all are zero. */
  public String words() {
    List<String> parts = new ArrayList<>();
    add(parts, created, "created");
    add(parts, changed, "changed");
    add(parts, deleted, "deleted");
    return String.join(", ", parts);
  }

  private static void add(List<String> parts, int count, String participle) {
    if (count > 0) {
      parts.add(count + " " + participle);
    }
  }
}
