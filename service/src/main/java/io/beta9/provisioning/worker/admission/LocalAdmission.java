package io.beta9.provisioning.worker.admission;

/** Admits a claim while the preconditions hold and the memory suffices for another operation. */
public record LocalAdmission(LocalPreconditions preconditions, MemoryAdmission memory)
    implements ClaimAdmission {

  @Override
  public boolean admits(int running) {
    return preconditions.violations().isEmpty() && memory.admits(running);
  }
}
