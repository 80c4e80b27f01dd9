package io.beta9.provisioning.cloudsim.kubernetes.aws;

/** Everything that the clusters ask of the AWS around them. */
public record AwsBackend(
    CallerDirectory callers,
    LoadBalancers loadBalancers,
    BucketAccess bucketAccess,
    DataServices dataServices) {}
