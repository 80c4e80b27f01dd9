package io.beta9.provisioning.testing;

import io.beta9.provisioning.operation.RegisteredWorker;

/** Workers of which only a few values matter to a test. */
public final class RegisteredWorkers {
  private RegisteredWorkers() {}

  /** Returns a worker outside of Kubernetes that runs one operation at a time. */
  public static RegisteredWorker named(String id) {
    return withConcurrency(id, 1);
  }

  /** Returns a worker outside of Kubernetes. */
  public static RegisteredWorker withConcurrency(String id, int concurrency) {
    return new RegisteredWorker(
        id,
        "test",
        concurrency,
        "",
        new RegisteredWorker.HostProcess("here", "boot", "", "", 3, 30),
        null);
  }
}
