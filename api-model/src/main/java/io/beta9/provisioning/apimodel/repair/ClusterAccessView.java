package io.beta9.provisioning.apimodel.repair;

/**
 * The access of the service's role to the cluster of an environment.
 *
 * @param cluster the cluster's name
 * @param role the ARN of the role that the service assumes
 * @param policy the ARN of the access policy of administrators
 * @param state {@code present} if nothing is missing, {@code entry-created}, {@code
 *     entry-replaced}, {@code policy-associated}; in a dry run {@code entry-missing}, {@code
 *     entry-outdated} (the cluster rejects the role although it has an entry) or {@code
 *     policy-missing}
 */
public record ClusterAccessView(
    String environmentId,
    boolean dryRun,
    String cluster,
    String role,
    String policy,
    String state) {}
