package io.beta9.provisioning.worker.role;

/** A wait of a step, which is reported if it lasts. */
public interface StepWait {
  /** Sets what is waited for from now on, a clause: {@code nodes ready: cpu 0 of 1}. */
  void reason(String reason);

  /** Called repeatedly while the step waits; reports the wait if that is due. */
  void poll();
}
