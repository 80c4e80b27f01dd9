package io.beta9.provisioning.timeline;

/** Appends events to the timeline of one operation's environment. */
@FunctionalInterface
public interface EventLog {
  /** Appends an event in a transaction of its own. */
  void append(EventData event);
}
