package io.beta9.provisioning.metaconfig;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where Terraform's state of one environment lies, in the customer's account, and what locks it:
 * what stands in {@code state_backend_config}.
 *
 * @param lockTable the DynamoDB table of locks; null where S3's own lock file is all
 * @param lockFile whether S3's lock file is used
 */
public record StateBackend(
    String type,
    String bucket,
    String key,
    String region,
    boolean lockFile,
    @Nullable String lockTable) {

  /**
   * The backend of an environment.
   *
   * @param lock {@code s3}, {@code dynamodb} or {@code both}
   */
  public static StateBackend of(CloudTarget cloud, String environmentId, String lock) {
    String bucket = "beta9-tf-state-" + cloud.accountId() + "-" + cloud.region();
    String mode = lock.toLowerCase(Locale.ROOT);
    return new StateBackend(
        "s3",
        bucket,
        "environments/" + environmentId + "/terraform.tfstate",
        cloud.region(),
        !mode.equals("dynamodb"),
        mode.equals("s3") ? null : bucket + "-lock");
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
