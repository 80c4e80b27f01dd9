package io.beta9.provisioning.cloudsim.kubernetes.aws;

import java.util.Optional;

/** S3 as a gateway in a cluster sees it. */
public interface BucketAccess {

  /** The key and the bucket that a workspace is to be kept in. */
  record Request(
      String account,
      String bucket,
      String region,
      String endpointUrl,
      String accessKeyId,
      String secretAccessKey) {}

  /** Why the bucket cannot be read and written with this key; empty where it can. */
  Optional<String> accessError(Request attempt);
}
