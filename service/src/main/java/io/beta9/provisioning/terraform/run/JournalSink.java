package io.beta9.provisioning.terraform.run;

import java.util.List;

/** Stores the lines of a run. */
@FunctionalInterface
public interface JournalSink {
  JournalSink DISCARD = (runId, firstLine, lines) -> {};

  /**
   * Stores lines, which are delivered in order and without gaps; {@code firstLine} counts from 0.
   * They must be stored when this method returns. After a crash, lines may be delivered again with
   * the same numbers.
   */
  void lines(String runId, long firstLine, List<JournalLine> lines);
}
