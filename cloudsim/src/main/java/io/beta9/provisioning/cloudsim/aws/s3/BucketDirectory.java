package io.beta9.provisioning.cloudsim.aws.s3;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.io.Serializable;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All buckets by name; bucket names are global. */
final class BucketDirectory implements Serializable {
  private static final long serialVersionUID = 1L;

  final TreeMap<String, Bucket> buckets = new TreeMap<>();

  static BucketDirectory of(StateStore store) {
    return store.getOrCreate(
        BucketDirectory.class, StateStore.GLOBAL, StateStore.GLOBAL, BucketDirectory::new);
  }

  /**
   * Returns the caller's bucket with this name.
   *
   * @param expectedOwner the expected owner of the bucket, or null for any
   */
  static Bucket open(Call call, String name, @Nullable String expectedOwner) {
    Bucket bucket = of(call.cloud().store()).buckets.get(name);
    if (bucket == null) {
      throw S3Errors.noSuchBucket(name);
    }
    if (!bucket.account.equals(call.account())
        || (expectedOwner != null && !expectedOwner.equals(bucket.account))) {
      throw S3Errors.accessDenied();
    }
    if (!bucket.region.equals(call.region())) {
      throw S3Errors.wrongRegion(bucket.region);
    }
    return bucket;
  }
}
