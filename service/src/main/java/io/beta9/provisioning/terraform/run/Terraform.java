package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.terraform.plan.ImportFile;
import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.stack.StackDirectory;
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
  void init(TerraformRun run);

  /** Plans into a file, which {@link #apply} takes. */
  default PlanSummary plan(TerraformRun run) {
    return plan(run, List.of());
  }

  /**
   * The same, of nothing but these addresses and what they depend on; of all where none is given.
   */
  PlanSummary plan(TerraformRun run, List<String> targets);

  /** Gives up the last plan: its file may hold secrets. */
  void discardPlan();

  /** Carries out the last plan; the plan's file is gone afterwards, for it may hold secrets. */
  ApplySummary apply(TerraformRun run);

  /** Plans to remove everything, and removes it. */
  ApplySummary destroy(TerraformRun run);

  /**
   * Stays with a Terraform that another worker started, to its end; one that has ended already is
   * read to its end. The outcome is what the call that started it would have had.
   *
   * @param fromLine the first journal line that is not stored yet
   */
  RunResult resume(ChildProcess child, long fromLine, TerraformRun run);

  /** The last plan as JSON. It may hold secrets: look at it, and do not keep it. */
  JsonNode planJson(Duration deadline);

  /** The outputs by name, without the sensitive ones. */
  Map<String, JsonNode> outputs(Duration deadline);

  /** What the state knows. */
  StateResources state(Duration deadline);

  /** Tells Terraform that a resource is healthy after all, so that it is not made anew. */
  void untaint(TerraformRun run, String address);

  /** Saves the state that Terraform could only leave on disk, and then removes that file. */
  void pushErroredState(TerraformRun run);

  /** The import blocks of the next plan. */
  ImportFile imports();

  /** Opens Terraform in a stack directory. */
  @FunctionalInterface
  interface TerraformFactory {
    /**
     * @param redactor takes the environment's secrets out of all that Terraform says
     */
    Terraform open(StackDirectory stack, Redactor redactor);
  }
}
