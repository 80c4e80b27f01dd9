package io.beta9.provisioning.terraform.process;

/** Records the processes that may outlive this one. */
public interface ProcessRegistry {

  /**
   * Called after the process was created and before it executes Terraform. If this method throws,
   * the process ends without executing Terraform.
   */
  void started(ChildProcess child);

  /** Called when the end of the process was observed. */
  void ended(ChildProcess child);

  /** Records nothing, for processes that do not outlive this one. */
  ProcessRegistry NONE =
      new ProcessRegistry() {
        @Override
        public void started(ChildProcess child) {}

        @Override
        public void ended(ChildProcess child) {}
      };
}
