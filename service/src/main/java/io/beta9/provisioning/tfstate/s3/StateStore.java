package io.beta9.provisioning.tfstate.s3;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;
import static io.beta9.provisioning.aws.session.AwsFailures.hasCode;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.onboarding.ResourceNaming;
import io.beta9.provisioning.partition.AwsPartition;
import io.beta9.provisioning.tfstate.lock.LockTable;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.LoggingEnabled;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * Creates the bucket for Terraform's state and, if requested, the table for its locks. One bucket
 * serves all environments of an account and region; it is never deleted.
 */
public final class StateStore {
  private static final String CREATING_BUCKET = "Creating the state bucket";

  private final AwsSession session;
  private final Runnable beforeWriting;

  public StateStore(AwsSession session) {
    this(session, () -> {});
  }

  /**
   * @param beforeWriting throws if the caller is no longer allowed to write
   */
  public StateStore(AwsSession session, Runnable beforeWriting) {
    this.session = session;
    this.beforeWriting = beforeWriting;
  }

  /**
   * Creates what does not exist. Idempotent, also if called concurrently.
   *
   * @throws FailureException {@code state-bucket-taken} if another account owns the bucket
   */
  public void ensure(StateBackend location) {
    ensure(location, null);
  }

  /**
   * Creates what does not exist, and logs the access to the bucket. Without a log bucket, the
   * logging remains as it is: other environments have their states in the same bucket.
   *
   * @param logBucket an existing bucket of the account and region; null for none
   * @throws FailureException {@code state-bucket-taken}, or {@code state-log-bucket-unusable}
   */
  public void ensure(StateBackend location, @Nullable String logBucket) {
    calling(
        CREATING_BUCKET,
        () -> {
          ensureBucket(location.bucket());
          if (logBucket != null) {
            logAccess(location.bucket(), logBucket);
          }
          return location;
        });
    String table = location.lockTable();
    if (table != null) {
      new LockTable(session).ensure(table);
    }
  }

  private void ensureBucket(String bucket) {
    if (!exists(bucket)) {
      create(bucket);
    }
    // Versioning is enabled last, so that it shows that the rest is complete.
    boolean complete =
        session.s3().getBucketVersioning(r -> r.bucket(bucket)).status()
            == BucketVersioningStatus.ENABLED;
    if (!complete) {
      protect(bucket);
    }
  }

  private void logAccess(String bucket, String logBucket) {
    LoggingEnabled present = session.s3().getBucketLogging(r -> r.bucket(bucket)).loggingEnabled();
    if (present != null && logBucket.equals(present.targetBucket())) {
      return;
    }
    beforeWriting.run();
    try {
      session
          .s3()
          .putBucketLogging(
              r ->
                  r.bucket(bucket)
                      .bucketLoggingStatus(
                          status ->
                              status.loggingEnabled(
                                  enabled ->
                                      enabled.targetBucket(logBucket).targetPrefix(bucket + "/"))));
    } catch (S3Exception e) {
      if (hasCode(e, "InvalidTargetBucketForLogging")) {
        throw new FailureException(
            Failure.of(FailureCode.STATE_LOG_BUCKET_UNUSABLE, "Logging the access to the states")
                .about(logBucket)
                .with(FailureParameter.REPORTED, e.awsErrorDetails().errorMessage()),
            e);
      }
      throw e;
    }
  }

  private boolean exists(String bucket) {
    try {
      session.s3().headBucket(r -> r.bucket(bucket).expectedBucketOwner(session.accountId()));
      return true;
    } catch (S3Exception e) {
      if (e.statusCode() == 404) {
        return false;
      }
      if (e.statusCode() == 403) {
        throw bucketTaken(bucket, e);
      }
      throw e;
    }
  }

  private void create(String bucket) {
    S3Client s3 = session.s3();
    beforeWriting.run();
    try {
      s3.createBucket(
          r -> {
            r.bucket(bucket);
            if (!session.region().id().equals("us-east-1")) { // its constraint must be omitted
              r.createBucketConfiguration(c -> c.locationConstraint(session.region().id()));
            }
          });
    } catch (S3Exception e) {
      if (hasCode(e, "BucketAlreadyExists")) {
        throw bucketTaken(bucket, e);
      }
      if (!hasCode(e, "BucketAlreadyOwnedByYou", "OperationAborted")) {
        throw e;
      }
      // Another worker is creating it.
    }
    s3.waiter().waitUntilBucketExists(r -> r.bucket(bucket));
  }

  private void protect(String bucket) {
    S3Client s3 = session.s3();
    beforeWriting.run();
    s3.putPublicAccessBlock(
        r ->
            r.bucket(bucket)
                .publicAccessBlockConfiguration(
                    c ->
                        c.blockPublicAcls(true)
                            .blockPublicPolicy(true)
                            .ignorePublicAcls(true)
                            .restrictPublicBuckets(true)));
    beforeWriting.run();
    s3.putBucketEncryption(
        r ->
            r.bucket(bucket)
                .serverSideEncryptionConfiguration(
                    c ->
                        c.rules(
                            rule ->
                                rule.applyServerSideEncryptionByDefault(
                                    d -> d.sseAlgorithm(ServerSideEncryption.AES256)))));
    beforeWriting.run();
    s3.putBucketPolicy(r -> r.bucket(bucket).policy(tlsOnly(session.partition(), bucket)));
    beforeWriting.run();
    s3.putBucketTagging(
        r ->
            r.bucket(bucket)
                .tagging(
                    t ->
                        t.tagSet(
                            Tag.builder()
                                .key(ResourceNaming.MANAGED_BY_TAG)
                                .value(ResourceNaming.MANAGED_BY)
                                .build())));
    beforeWriting.run();
    s3.putBucketVersioning(
        r ->
            r.bucket(bucket)
                .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
  }

  private static String tlsOnly(AwsPartition partition, String bucket) {
    return """
    {
      "Version": "2012-10-17",
      "Statement": [{
        "Sid": "NothingWithoutTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": ["%s", "%s"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}}
      }]
    }
    """
        .formatted(partition.s3Arn(bucket), partition.s3Arn(bucket + "/*"));
  }

  private FailureException bucketTaken(String bucket, S3Exception cause) {
    return new FailureException(
        Failure.of(FailureCode.STATE_BUCKET_TAKEN, CREATING_BUCKET)
            .about(bucket)
            .with(FailureParameter.ACCOUNT, session.accountId()),
        cause);
  }
}
