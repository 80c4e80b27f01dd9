package io.beta9.provisioning.terraform;

import io.beta9.provisioning.metaconfig.StateBackend;
import org.jspecify.annotations.Nullable;

/** Where an environment's state lies, in the customer's account, and what locks it. */
public record StateLocation(
    String bucket, String key, String region, boolean lockFile, @Nullable String lockTable) {

  public static StateLocation of(StateBackend backend) {
    return new StateLocation(
        backend.bucket(), backend.key(), backend.region(), backend.lockFile(), backend.lockTable());
  }

  /** The object whose presence is the lock, next to the state. */
  public String lockFileKey() {
    return key + ".tflock";
  }

  /** The id of the lock's item in the table. */
  public String lockItemId() {
    return bucket + "/" + key;
  }

  /** The id of the item beside it, which is no lock: the digest of the state. */
  public String digestItemId() {
    return lockItemId() + "-md5";
  }
}
