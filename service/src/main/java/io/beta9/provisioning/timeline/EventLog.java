package io.beta9.provisioning.timeline;

/** Appends events to the timeline of one operation's environment. */
@FunctionalInterface
public interface EventLog {
  /**
   * Appends an event in a transaction of its own.
   *
   * @param kind the event's code, in kebab case
   */
  void append(String kind, String message);
}
