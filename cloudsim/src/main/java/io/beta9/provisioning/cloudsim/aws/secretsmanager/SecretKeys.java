package io.beta9.provisioning.cloudsim.aws.secretsmanager;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.kms.KeyResolver;
import org.jspecify.annotations.Nullable;

/** The keys of secrets: a value is readable only while its key is enabled. */
final class SecretKeys {
  /** The key that AWS manages; it exists in every account that uses Secrets Manager. */
  private static final String AWS_MANAGED_KEY = "alias/aws/secretsmanager";

  private final KeyResolver keys;

  SecretKeys(KeyResolver keys) {
    this.keys = keys;
  }

  /** Throws if the key cannot decrypt. */
  void requireDecryption(@Nullable String key, Call call) {
    require(
        key,
        "DecryptionFailure",
        "Secrets Manager can't decrypt the secret value using the specified KMS key",
        call);
  }

  /** Throws if the key cannot encrypt. */
  void requireEncryption(@Nullable String key, Call call) {
    require(
        key,
        "EncryptionFailure",
        "Secrets Manager can't encrypt the secret value using the specified KMS key",
        call);
  }

  private void require(@Nullable String key, String code, String message, Call call) {
    if (key == null || key.endsWith(AWS_MANAGED_KEY)) {
      return;
    }
    try {
      keys.enabledKeyArn(key, call);
    } catch (AwsErrorException e) {
      throw new AwsErrorException(400, code, message);
    }
  }
}
