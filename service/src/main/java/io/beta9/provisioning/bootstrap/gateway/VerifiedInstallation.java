package io.beta9.provisioning.bootstrap.gateway;

import java.util.Set;

/**
 * What was found when Beta9 was checked. There is one only where everything that has to be so is
 * so.
 *
 * @param pools the worker pools that the gateway named; empty where it cannot be asked for them
 * @param workers Jobs of workers in the cluster; none is no fault where none has to be kept warm
 */
public record VerifiedInstallation(
    boolean healthy, boolean claimed, boolean storage, Set<String> pools, int workers) {

  /** In half a sentence. */
  public String summary() {
    return "Beta9 is healthy, claimed and has its storage; worker pools: "
        + (pools.isEmpty() ? "not said" : String.join(", ", pools))
        + "; workers: "
        + workers;
  }
}
