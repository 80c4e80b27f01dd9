package io.beta9.provisioning.cloudsim.kubernetes.aws;

/** The AWS services that the clusters of a simulated cloud depend on. */
public record AwsBackend(
    CallerDirectory callers,
    LoadBalancers loadBalancers,
    BucketAccess bucketAccess,
    DataServices dataServices,
    EndpointReachability endpoints,
    ImageRegistry imageRegistry) {
  public AwsBackend(
      CallerDirectory callers,
      LoadBalancers loadBalancers,
      BucketAccess bucketAccess,
      DataServices dataServices) {
    this(
        callers,
        loadBalancers,
        bucketAccess,
        dataServices,
        EndpointReachability.ALWAYS,
        ImageRegistry.UNRESTRICTED);
  }
}
