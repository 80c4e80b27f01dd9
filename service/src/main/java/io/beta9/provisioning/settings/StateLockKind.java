package io.beta9.provisioning.settings;

/** Where the Terraform state is locked. */
public enum StateLockKind {
  S3,
  DYNAMODB,
  BOTH
}
