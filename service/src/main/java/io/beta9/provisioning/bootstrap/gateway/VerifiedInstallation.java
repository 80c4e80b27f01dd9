package io.beta9.provisioning.bootstrap.gateway;

import java.util.Set;

/**
 * The result of a successful verification of Beta9.
 *
 * @param pools the worker pools that the gateway reported; empty if it has no endpoint for them
 * @param workers the number of worker Jobs in the cluster; may be zero if no minimum is configured
 */
public record VerifiedInstallation(
    boolean healthy, boolean claimed, boolean storage, Set<String> pools, int workers) {}
