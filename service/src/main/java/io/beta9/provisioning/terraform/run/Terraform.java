package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.terraform.plan.ImportFile;
import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.process.ProviderCredentials;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Terraform in one stack directory.
 *
 * <p>Every method throws {@link FailureException} if Terraform fails, and {@link DetachedException}
 * if following it stops while it is running.
 */
public interface Terraform {

  /** Installs the providers and configures the backend. Does not change the state. */
  void init(TerraformRun run);

  /** Creates a plan file, which {@link #apply} applies. */
  default PlanSummary plan(TerraformRun run) {
    return plan(run, List.of());
  }

  /**
   * Creates a plan file limited to these addresses and their dependencies; a full plan if the list
   * is empty.
   */
  PlanSummary plan(TerraformRun run, List<String> targets);

  /** Deletes the plan file, which may contain secrets. */
  void discardPlan();

  /** Applies the last plan and deletes its file, which may contain secrets. */
  ApplySummary apply(TerraformRun run);

  /** Destroys all resources of the state. */
  ApplySummary destroy(TerraformRun run);

  /**
   * Follows a process that another worker started to its end, or reads the output of one that has
   * ended. Returns or throws what the call that started it would have.
   *
   * @param fromLine the first journal line that is not stored yet
   */
  RunResult resume(ChildProcess child, long fromLine, TerraformRun run);

  /** Returns the last plan as JSON. It may contain secrets and must not be stored. */
  JsonNode planJson(Duration deadline);

  /** Returns the outputs by name, without the sensitive ones. */
  Map<String, JsonNode> outputs(Duration deadline);

  /** Returns the resources of the state. */
  StateResources state(Duration deadline);

  /** Removes the taint of a resource, so that it is not recreated. */
  void untaint(TerraformRun run, String address);

  /** Uploads the state that Terraform could not write, and deletes its local file. */
  void pushErroredState(TerraformRun run);

  /** Returns the import blocks of the next plan. */
  ImportFile imports();

  /** Opens Terraform in a stack directory. */
  @FunctionalInterface
  interface TerraformFactory {
    /**
     * Returns Terraform in this directory.
     *
     * @param redactor removes the environment's secrets from Terraform's output
     * @param credentials with which Terraform assumes the role of the environment
     */
    Terraform open(StackDirectory stack, Redactor redactor, ProviderCredentials credentials);
  }
}
