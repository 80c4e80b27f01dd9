package io.beta9.provisioning.terraform.run;

import java.util.ArrayList;
import java.util.List;

/** Records the lines of a run; throws if they arrive out of order. */
public final class RecordedJournal implements JournalSink {
  private final List<JournalLine> lines = new ArrayList<>();

  @Override
  public synchronized void lines(String runId, long firstLine, List<JournalLine> delivered) {
    if (firstLine != lines.size()) {
      throw new IllegalStateException("expected line " + lines.size() + ", got " + firstLine);
    }
    lines.addAll(delivered);
  }

  synchronized long size() {
    return lines.size();
  }

  public synchronized ApplyProgress progress() {
    ApplyProgress progress = ApplyProgress.start();
    for (JournalLine line : lines) {
      progress = progress.with(line.event());
    }
    return progress;
  }

  /** Returns whether the change of the resource has started and not ended. */
  public synchronized boolean isInFlight(String address) {
    return progress().inFlight().stream().anyMatch(resource -> resource.address().equals(address));
  }

  synchronized String text() {
    return String.join("\n", lines.stream().map(JournalLine::raw).toList());
  }
}
