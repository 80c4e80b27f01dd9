package io.beta9.provisioning.cloudsim.aws.s3;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.services.s3.model.BucketLoggingStatus;
import software.amazon.awssdk.services.s3.model.DeleteBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.GetBucketAccelerateConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAccelerateConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketAclRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAclResponse;
import software.amazon.awssdk.services.s3.model.GetBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.GetBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLoggingRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLoggingResponse;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.GetBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.GetBucketReplicationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketRequestPaymentRequest;
import software.amazon.awssdk.services.s3.model.GetBucketRequestPaymentResponse;
import software.amazon.awssdk.services.s3.model.GetBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.GetObjectLockConfigurationRequest;
import software.amazon.awssdk.services.s3.model.LoggingEnabled;
import software.amazon.awssdk.services.s3.model.Payer;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.PutBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.PutBucketLoggingRequest;
import software.amazon.awssdk.services.s3.model.PutBucketLoggingResponse;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.S3Response;
import software.amazon.awssdk.services.s3.model.Type;

/**
 * Bucket settings that are rarely set but read by the Terraform provider: ACL, ownership, CORS,
 * logging and others.
 */
final class OptionalBucketSettings {

  void register(Operations operations) {
    operations.on(GetBucketAclRequest.class, this::acl);
    operations.on(GetBucketOwnershipControlsRequest.class, this::ownership);
    operations.on(PutBucketOwnershipControlsRequest.class, this::putOwnership);
    operations.on(DeleteBucketOwnershipControlsRequest.class, this::deleteOwnership);
    operations.on(GetBucketCorsRequest.class, this::cors);
    operations.on(PutBucketCorsRequest.class, this::putCors);
    operations.on(DeleteBucketCorsRequest.class, this::deleteCors);
    operations.on(GetBucketLoggingRequest.class, this::logging);
    operations.on(PutBucketLoggingRequest.class, this::putLogging);
    operations.on(
        GetBucketAccelerateConfigurationRequest.class,
        (request, call) -> {
          open(call, request.bucket());
          return GetBucketAccelerateConfigurationResponse.builder().build();
        });
    operations.on(
        GetBucketRequestPaymentRequest.class,
        (request, call) -> {
          open(call, request.bucket());
          return GetBucketRequestPaymentResponse.builder().payer(Payer.BUCKET_OWNER).build();
        });
    operations.on(
        GetBucketNotificationConfigurationRequest.class,
        (request, call) -> {
          open(call, request.bucket());
          return GetBucketNotificationConfigurationResponse.builder().build();
        });
    operations.on(
        GetBucketReplicationRequest.class,
        (request, call) ->
            notConfigured(
                call,
                request.bucket(),
                "ReplicationConfigurationNotFoundError",
                "The replication configuration was not found"));
    operations.on(
        GetBucketWebsiteRequest.class,
        (request, call) ->
            notConfigured(
                call,
                request.bucket(),
                "NoSuchWebsiteConfiguration",
                "The specified bucket does not have a website configuration"));
    operations.on(
        GetObjectLockConfigurationRequest.class,
        (request, call) ->
            notConfigured(
                call,
                request.bucket(),
                "ObjectLockConfigurationNotFoundError",
                "Object Lock configuration does not exist for this bucket"));
  }

  /** Returns the canonical user id of an account. */
  static String canonicalId(String account) {
    byte[] bytes = account.getBytes(StandardCharsets.UTF_8);
    String half = Checksums.md5Hex(bytes);
    return half + new StringBuilder(half).reverse();
  }

  private GetBucketAclResponse acl(GetBucketAclRequest request, Call call) {
    Bucket bucket = open(call, request.bucket());
    String id = canonicalId(bucket.account);
    return GetBucketAclResponse.builder()
        .owner(owner -> owner.id(id))
        .grants(
            grant ->
                grant
                    .permission(Permission.FULL_CONTROL)
                    .grantee(to -> to.type(Type.CANONICAL_USER).id(id)))
        .build();
  }

  private GetBucketOwnershipControlsResponse ownership(
      GetBucketOwnershipControlsRequest request, Call call) {
    Bucket bucket = open(call, request.bucket());
    if (bucket.ownership == null) {
      throw S3Errors.notConfigured(
          "OwnershipControlsNotFoundError", "The bucket ownership controls were not found");
    }
    return GetBucketOwnershipControlsResponse.builder().ownershipControls(bucket.ownership).build();
  }

  private PutBucketOwnershipControlsResponse putOwnership(
      PutBucketOwnershipControlsRequest request, Call call) {
    open(call, request.bucket()).ownership = request.ownershipControls();
    return PutBucketOwnershipControlsResponse.builder().build();
  }

  private DeleteBucketOwnershipControlsResponse deleteOwnership(
      DeleteBucketOwnershipControlsRequest request, Call call) {
    open(call, request.bucket()).ownership = null;
    return DeleteBucketOwnershipControlsResponse.builder().build();
  }

  private GetBucketCorsResponse cors(GetBucketCorsRequest request, Call call) {
    Bucket bucket = open(call, request.bucket());
    if (bucket.cors == null) {
      throw S3Errors.notConfigured(
          "NoSuchCORSConfiguration", "The CORS configuration does not exist");
    }
    return GetBucketCorsResponse.builder().corsRules(bucket.cors.corsRules()).build();
  }

  private PutBucketCorsResponse putCors(PutBucketCorsRequest request, Call call) {
    open(call, request.bucket()).cors = request.corsConfiguration();
    return PutBucketCorsResponse.builder().build();
  }

  private DeleteBucketCorsResponse deleteCors(DeleteBucketCorsRequest request, Call call) {
    open(call, request.bucket()).cors = null;
    return DeleteBucketCorsResponse.builder().build();
  }

  private GetBucketLoggingResponse logging(GetBucketLoggingRequest request, Call call) {
    BucketLoggingStatus status = open(call, request.bucket()).logging;
    return GetBucketLoggingResponse.builder()
        .loggingEnabled(status == null ? null : status.loggingEnabled())
        .build();
  }

  private PutBucketLoggingResponse putLogging(PutBucketLoggingRequest request, Call call) {
    Bucket bucket = open(call, request.bucket());
    LoggingEnabled enabled = request.bucketLoggingStatus().loggingEnabled();
    if (enabled != null) {
      requireTarget(enabled.targetBucket(), bucket, call);
    }
    bucket.logging = request.bucketLoggingStatus();
    return PutBucketLoggingResponse.builder().build();
  }

  /** The target has to belong to the same account and region; its policy is not checked here. */
  private static void requireTarget(String name, Bucket logged, Call call) {
    Bucket target = BucketDirectory.of(call.cloud().store()).buckets.get(name);
    if (target == null) {
      throw S3Errors.invalid(
          "InvalidTargetBucketForLogging", "The target bucket for logging does not exist");
    }
    if (!target.account.equals(logged.account)) {
      throw S3Errors.invalid(
          "InvalidTargetBucketForLogging",
          "The owner for the bucket to be logged and the target bucket must be the same.");
    }
    if (!target.region.equals(logged.region)) {
      throw S3Errors.invalid(
          "InvalidTargetBucketForLogging",
          "The target bucket must be in the same location as the bucket to be logged.");
    }
  }

  private static S3Response notConfigured(Call call, String bucket, String code, String message) {
    open(call, bucket);
    throw S3Errors.notConfigured(code, message);
  }

  private static Bucket open(Call call, String bucket) {
    return BucketDirectory.open(call, bucket, null);
  }
}
