package io.beta9.provisioning.tfstate.repair;

import io.beta9.provisioning.tfstate.lock.LockOwnerResolver;
import java.util.List;

/** The processes of this host, as far as they can hold a lock on the environment's state. */
public interface LocalProcesses extends LockOwnerResolver.ProcessLiveness {
  /** Returns the pids of Terraform processes in the stack directory that no worker started. */
  List<Long> foreignTerraformProcesses();
}
