package io.beta9.provisioning.cloudsim.kubernetes.aws;

import java.util.Optional;

/** Checks access to S3 buckets, on behalf of a gateway in a cluster. */
public interface BucketAccess {

  /** A bucket and the credentials with which it is accessed. */
  record Request(
      String account,
      String bucket,
      String region,
      String endpointUrl,
      String accessKeyId,
      String secretAccessKey) {}

  /**
   * Returns why the bucket cannot be read and written with these credentials, or empty if access is
   * granted.
   */
  Optional<String> accessError(Request request);
}
