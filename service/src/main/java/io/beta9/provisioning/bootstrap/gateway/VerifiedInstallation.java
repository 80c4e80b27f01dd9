package io.beta9.provisioning.bootstrap.gateway;

import java.util.Set;

/**
 * The result of a successful verification of Beta9.
 *
 * @param pools the worker pools that the gateway reported; empty if it has no endpoint for them
 * @param workers the number of worker Jobs in the cluster; may be zero if no minimum is configured
 */
public record VerifiedInstallation(
    boolean healthy, boolean claimed, boolean storage, Set<String> pools, int workers) {

  /** Returns the result as one clause. */
  public String summary() {
    return "Beta9 is healthy, claimed and has its storage; worker pools: "
        + (pools.isEmpty() ? "not reported" : String.join(", ", pools))
        + "; workers: "
        + workers;
  }
}
