package io.beta9.provisioning.cloudsim.kubernetes;

/** Everything that the clusters ask of the AWS around them. */
public record AwsSide(
    TokenReviewer tokens,
    LoadBalancers loadBalancers,
    ObjectStores objectStores,
    DataServices dataServices) {}
