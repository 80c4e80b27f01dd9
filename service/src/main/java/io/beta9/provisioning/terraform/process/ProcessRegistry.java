package io.beta9.provisioning.terraform.process;

/** Keeps account of the processes that may outlive this one. */
public interface ProcessRegistry {

  /**
   * Called when the process exists and before it becomes Terraform. It becomes Terraform only when
   * this returns; if this throws, it ends having done nothing.
   */
  void started(ChildProcess child);

  /** Called when the process was seen to have ended. */
  void ended(ChildProcess child);

  /** For a process that nobody will have to find again. */
  ProcessRegistry NONE =
      new ProcessRegistry() {
        @Override
        public void started(ChildProcess child) {}

        @Override
        public void ended(ChildProcess child) {}
      };
}
