package io.beta9.provisioning.cloudsim.aws.s3;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.BucketLocationConstraint;
import software.amazon.awssdk.services.s3.model.CreateBucketConfiguration;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLocationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLocationResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;

/** Creation, lookup and deletion of buckets. */
final class Buckets {
  private static final String FIRST_REGION = "us-east-1";
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  void register(Operations operations) {
    operations.on(CreateBucketRequest.class, this::create);
    operations.on(DeleteBucketRequest.class, this::delete);
    operations.on(HeadBucketRequest.class, this::head);
    operations.on(ListBucketsRequest.class, this::list);
    operations.on(GetBucketLocationRequest.class, this::location);
  }

  private CreateBucketResponse create(CreateBucketRequest request, Call call) {
    String name = request.bucket();
    if (!NAME.matcher(name).matches() || name.contains("..")) {
      throw S3Errors.invalid("InvalidBucketName", "The specified bucket is not valid.");
    }
    CreateBucketConfiguration configuration = request.createBucketConfiguration();
    checkRegion(
        call.region(), configuration == null ? null : configuration.locationConstraintAsString());
    BucketDirectory directory = BucketDirectory.of(call.cloud().store());
    Bucket present = directory.buckets.get(name);
    if (present != null && !present.account.equals(call.account())) {
      throw new AwsErrorException(
          409,
          "BucketAlreadyExists",
          "The requested bucket name is not available. The bucket namespace is shared by all users"
              + " of the system. Please select a different name and try again.");
    }
    if (present == null) {
      Bucket bucket = new Bucket(name, call.account(), call.region(), call.now());
      if (configuration != null) {
        bucket.tags = new ArrayList<>(configuration.tags());
      }
      directory.buckets.put(name, bucket);
    } else if (!present.region.equals(FIRST_REGION) || !call.region().equals(FIRST_REGION)) {
      // Only in us-east-1, creating one's own bucket again succeeds.
      throw new AwsErrorException(
          409,
          "BucketAlreadyOwnedByYou",
          "Your previous request to create the named bucket succeeded and you already own it.");
    }
    return CreateBucketResponse.builder().location("/" + name).build();
  }

  private static void checkRegion(String region, @Nullable String constraint) {
    if (region.equals(FIRST_REGION)) {
      if (constraint != null) {
        throw S3Errors.invalid(
            "InvalidLocationConstraint", "The specified location-constraint is not valid");
      }
    } else if (!region.equals(constraint)) {
      throw S3Errors.invalid(
          "IllegalLocationConstraintException",
          "The "
              + (constraint == null ? "unspecified" : constraint)
              + " location constraint is incompatible for the region specific endpoint this request"
              + " was sent to.");
    }
  }

  private DeleteBucketResponse delete(DeleteBucketRequest request, Call call) {
    Bucket bucket = BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner());
    if (!bucket.objects.isEmpty()) {
      throw S3Errors.notEmpty(bucket.versioning != null);
    }
    BucketDirectory.of(call.cloud().store()).buckets.remove(bucket.name);
    return DeleteBucketResponse.builder().build();
  }

  private HeadBucketResponse head(HeadBucketRequest request, Call call) {
    Bucket bucket = BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner());
    return HeadBucketResponse.builder().bucketRegion(bucket.region).accessPointAlias(false).build();
  }

  private ListBucketsResponse list(ListBucketsRequest request, Call call) {
    String prefix = request.prefix() == null ? "" : request.prefix();
    return ListBucketsResponse.builder()
        .owner(owner -> owner.id(OptionalBucketSettings.canonicalId(call.account())))
        .buckets(
            BucketDirectory.of(call.cloud().store()).buckets.values().stream()
                .filter(it -> it.account.equals(call.account()))
                .filter(it -> it.name.startsWith(prefix))
                .filter(
                    it ->
                        request.bucketRegion() == null || request.bucketRegion().equals(it.region))
                .map(
                    it ->
                        software.amazon.awssdk.services.s3.model.Bucket.builder()
                            .name(it.name)
                            .creationDate(it.created)
                            .bucketRegion(it.region)
                            .build())
                .toList())
        .build();
  }

  private GetBucketLocationResponse location(GetBucketLocationRequest request, Call call) {
    Bucket bucket = BucketDirectory.of(call.cloud().store()).buckets.get(request.bucket());
    if (bucket == null) {
      throw S3Errors.noSuchBucket(request.bucket());
    }
    if (!bucket.account.equals(call.account())) {
      throw S3Errors.accessDenied();
    }
    return bucket.region.equals(FIRST_REGION)
        ? GetBucketLocationResponse.builder().build()
        : GetBucketLocationResponse.builder()
            .locationConstraint(BucketLocationConstraint.fromValue(bucket.region))
            .build();
  }
}
