package io.beta9.provisioning.cloudsim.aws.kms;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import java.util.Locale;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;

/** Creates KMS errors, all of which have status 400. */
final class KmsErrors {
  private KmsErrors() {}

  static AwsErrorException notFound(String message) {
    return new AwsErrorException(400, "NotFoundException", message);
  }

  static AwsErrorException invalid(String message) {
    return new AwsErrorException(400, "ValidationException", message);
  }

  static AwsErrorException invalidState(KeyMetadata key) {
    return new AwsErrorException(
        400,
        "KMSInvalidStateException",
        key.arn()
            + (key.keyState() == KeyState.PENDING_DELETION
                ? " is pending deletion."
                : " is " + key.keyStateAsString().toLowerCase(Locale.ROOT) + "."));
  }
}
