package io.beta9.provisioning.certificates;

import java.time.Instant;

/**
 * One certificate on which a ready environment depends.
 *
 * @param name {@code door} for the one that Beta9's domain shows, {@code cluster} for the authority
 *     of the cluster's API server
 * @param subject whose it is: a domain, or a cluster
 */
public record CertificateExpiry(
    String environmentId, String environment, String name, String subject, Instant expires) {}
