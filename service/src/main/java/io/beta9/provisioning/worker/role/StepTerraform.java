package io.beta9.provisioning.worker.role;

import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.run.Terraform;
import io.beta9.provisioning.terraform.run.TerraformRun;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import java.util.function.Consumer;

/** Terraform in the stack directory of the environment. Its runs are recorded. */
public interface StepTerraform {
  /** Returns the stack directory; writes it on the first call. */
  StackDirectory stack();

  Terraform terraform();

  /** Creates a recorded run of the current step. */
  TerraformRun run(String name, Consumer<TerraformEvent> listener);

  /** Creates one of several runs of the same kind under this claim. */
  TerraformRun numberedRun(String name);

  /** Continues the recording of a run that another worker started. */
  TerraformRun follow(ChildProcess child);
}
