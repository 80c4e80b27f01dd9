package io.beta9.provisioning.terraform.run;

import java.util.List;

/** Where the lines of a run go. */
@FunctionalInterface
public interface JournalSink {
  JournalSink NOWHERE = (runId, firstLine, lines) -> {};

  /**
   * Takes lines in their order, without gaps; {@code firstLine} counts from 0. They count as read
   * only when this returns, so it must have stored them by then. After a crash lines may come again
   * under the same numbers.
   */
  void lines(String runId, long firstLine, List<JournalLine> lines);
}
