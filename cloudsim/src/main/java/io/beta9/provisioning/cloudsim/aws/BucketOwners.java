package io.beta9.provisioning.cloudsim.aws;

import java.util.Optional;

/** The service that has the buckets. */
public interface BucketOwners {

  /** The account that a bucket belongs to, if there is one of this name. */
  Optional<String> ownerOf(String bucket);
}
