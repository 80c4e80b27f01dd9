package io.beta9.provisioning.certificates;

import java.time.Instant;

/**
 * Expiry of a certificate on which a ready environment depends.
 *
 * @param name {@code domain} for the certificate of Beta9's domain, {@code cluster} for the
 *     certificate authority of the cluster's API server
 * @param subject the domain or the cluster
 */
public record CertificateExpiry(
    String environmentId, String environment, String name, String subject, Instant expires) {}
