package io.beta9.provisioning.cloudsim.aws.kms;

import io.beta9.provisioning.cloudsim.aws.AwsFault;
import java.util.Locale;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;

/** KMS's errors, all of them status 400. */
final class KmsFaults {
  private KmsFaults() {}

  static AwsFault notFound(String message) {
    return new AwsFault(400, "NotFoundException", message);
  }

  static AwsFault invalid(String message) {
    return new AwsFault(400, "ValidationException", message);
  }

  static AwsFault invalidState(KeyMetadata key) {
    return new AwsFault(
        400,
        "KMSInvalidStateException",
        key.arn()
            + (key.keyState() == KeyState.PENDING_DELETION
                ? " is pending deletion."
                : " is " + key.keyStateAsString().toLowerCase(Locale.ROOT) + "."));
  }
}
