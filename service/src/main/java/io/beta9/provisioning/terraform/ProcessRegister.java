package io.beta9.provisioning.terraform;

/** Keeps account of the processes that may outlive this one. */
public interface ProcessRegister {

  /**
   * Called when the process exists and before it becomes Terraform. It becomes Terraform only when
   * this returns; if this throws, it ends having done nothing.
   */
  void started(ChildProcess child);

  /** Called when the process was seen to have ended. */
  void ended(ChildProcess child);

  /** For a process that nobody will have to find again. */
  ProcessRegister NONE =
      new ProcessRegister() {
        @Override
        public void started(ChildProcess child) {}

        @Override
        public void ended(ChildProcess child) {}
      };
}
