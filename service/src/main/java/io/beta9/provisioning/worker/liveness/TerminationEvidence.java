package io.beta9.provisioning.worker.liveness;

import java.time.Duration;

/** Why a worker that gives no sign of life is known to carry nothing out any more. */
public sealed interface TerminationEvidence {

  /** For a person, as the end of "worker w-3 died". */
  String words();

  /**
   * Whether a Terraform that it started may live on: it has a session of its own, and ends with its
   * machine or its container, not with its worker.
   */
  default boolean terraformMayLiveOn() {
    return false;
  }

  /** It told so itself, when it left. */
  record SaidSo() implements TerminationEvidence {
    @Override
    public String words() {
      return "it said that it stopped";
    }

    @Override
    public boolean terraformMayLiveOn() {
      return true;
    }
  }

  /** Where it ran, no process has its pid and its start time. */
  record ProcessGone() implements TerminationEvidence {
    @Override
    public String words() {
      return "its process is gone";
    }

    @Override
    public boolean terraformMayLiveOn() {
      return true;
    }
  }

  /** Its machine has started anew since. */
  record MachineRestarted() implements TerminationEvidence {
    @Override
    public String words() {
      return "its machine was restarted";
    }
  }

  /** Its pod has started a new container since, in which we run. */
  record ContainerRestarted() implements TerminationEvidence {
    @Override
    public String words() {
      return "its container was restarted";
    }
  }

  /** Kubernetes has its pod no more, or says that it has ended. */
  record PodEnded(String how) implements TerminationEvidence {
    @Override
    public String words() {
      return "its pod " + how;
    }
  }

  /** It has renewed nothing for so long that, by its promise, nothing of it runs any more. */
  record PromiseRanOut(Duration silence) implements TerminationEvidence {
    @Override
    public String words() {
      return "it has given no sign of life for " + silence.toMinutes() + " minutes";
    }
  }
}
