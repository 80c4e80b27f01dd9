package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.onboarding.ResourceNaming;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Location and locking of an environment's Terraform state in the customer's account, as stored in
 * {@code state_backend_config}.
 *
 * @param lockTable the DynamoDB lock table; null if only the S3 lock file is used
 * @param lockFile whether the S3 lock file is used
 */
public record StateBackend(
    String type,
    String bucket,
    String key,
    String region,
    boolean lockFile,
    @Nullable String lockTable) {

  /**
   * Returns the backend of an environment.
   *
   * @param lock {@code s3}, {@code dynamodb} or {@code both}
   */
  public static StateBackend of(CloudLocation cloud, String environmentId, String lock) {
    String bucket = ResourceNaming.STATE_BUCKET_PREFIX + cloud.accountId() + "-" + cloud.region();
    String mode = lock.toLowerCase(Locale.ROOT);
    return new StateBackend(
        "s3",
        bucket,
        "environments/" + environmentId + "/terraform.tfstate",
        cloud.region(),
        !mode.equals("dynamodb"),
        mode.equals("s3") ? null : bucket + "-lock");
  }

  /** Returns the key of the S3 object whose presence is the lock. */
  public String lockFileKey() {
    return key + ".tflock";
  }

  /** Returns the id of the lock's item in the lock table. */
  public String lockItemId() {
    return bucket + "/" + key;
  }

  /** Returns the id of the item in the lock table that contains the state's digest. */
  public String digestItemId() {
    return lockItemId() + "-md5";
  }
}
