package io.beta9.provisioning.cloudsim.aws;

import java.util.Optional;

/** Implemented by the service that owns the buckets. */
public interface BucketOwners {

  /** Returns the account that owns the bucket of this name, if it exists. */
  Optional<String> ownerOf(String bucket);
}
