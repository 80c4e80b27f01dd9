package io.beta9.provisioning.worker.role;

/** Appends to the environment's log, as output of the current step. */
@FunctionalInterface
public interface StepLog {
  /**
   * Appends text.
   *
   * @param stream the source, for example {@code terraform} or {@code kubernetes}
   * @param text one or more lines
   */
  void append(String stream, String text);
}
