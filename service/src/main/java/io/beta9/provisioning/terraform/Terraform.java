package io.beta9.provisioning.terraform;

import io.beta9.provisioning.failure.FailureException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Terraform in one stack directory.
 *
 * <p>Every method throws {@link FailureException} when Terraform did not end well, and {@link
 * DetachedException} when it was left before its end.
 */
public interface Terraform {

  /** Providers and backend. Changes no state. */
  void init(Run run);

  /** Plans into a file, which {@link #apply} takes. */
  default PlanSummary plan(Run run, PlanMode mode) {
    return plan(run, mode, List.of());
  }

  /**
   * The same, of nothing but these addresses and what they depend on; of all where none is given.
   */
  PlanSummary plan(Run run, PlanMode mode, List<String> targets);

  /** Gives up the last plan: its file may hold secrets. */
  void discardPlan();

  /** Carries out the last plan; the plan's file is gone afterwards, for it may hold secrets. */
  ApplySummary apply(Run run);

  /** Plans to remove everything, and removes it. */
  ApplySummary destroy(Run run);

  /**
   * Stays with a Terraform that another worker started, to its end; one that has ended already is
   * read to its end. The outcome is what the call that started it would have had.
   *
   * @param fromLine the first journal line that is not stored yet
   */
  Finished resume(ChildProcess child, long fromLine, Run run);

  /** The last plan as JSON. It may hold secrets: look at it, and do not keep it. */
  JsonNode planJson(Duration deadline);

  /** The outputs by name, without the sensitive ones. */
  Map<String, JsonNode> outputs(Duration deadline);

  /** What the state knows. */
  StateView state(Duration deadline);

  /** Tells Terraform that a resource is healthy after all, so that it is not made anew. */
  void untaint(Run run, String address);

  /** Clears the lock with this id, in the lock file and the table. */
  void forceUnlock(Run run, String lockId);

  /** Saves the state that Terraform could only leave on disk, and then removes that file. */
  void pushErroredState(Run run);

  /** The import blocks of the next plan. */
  Imports imports();

  /** Opens Terraform in a stack directory. */
  @FunctionalInterface
  interface Opener {
    /**
     * @param redactor takes the environment's secrets out of all that Terraform says
     */
    Terraform open(StackDirectory stack, Redactor redactor);
  }
}
