package io.beta9.provisioning.cloudsim.aws.s3;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import java.util.ArrayList;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.model.DeleteBucketLifecycleRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketLifecycleResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.PutBucketLifecycleConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningResponse;

/** Versioning, lifecycle rules and tags of buckets. */
final class BucketSettings {

  void register(Operations operations) {
    operations.on(GetBucketVersioningRequest.class, this::versioning);
    operations.on(PutBucketVersioningRequest.class, this::putVersioning);
    operations.on(GetBucketLifecycleConfigurationRequest.class, this::lifecycle);
    operations.on(PutBucketLifecycleConfigurationRequest.class, this::putLifecycle);
    operations.on(DeleteBucketLifecycleRequest.class, this::deleteLifecycle);
    operations.on(GetBucketTaggingRequest.class, this::tags);
    operations.on(PutBucketTaggingRequest.class, this::putTags);
    operations.on(DeleteBucketTaggingRequest.class, this::deleteTags);
  }

  private GetBucketVersioningResponse versioning(GetBucketVersioningRequest request, Call call) {
    Bucket bucket = BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner());
    return GetBucketVersioningResponse.builder().status(bucket.versioning).build();
  }

  private PutBucketVersioningResponse putVersioning(PutBucketVersioningRequest request, Call call) {
    Bucket bucket = BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner());
    String status = request.versioningConfiguration().statusAsString();
    if (!"Enabled".equals(status) && !"Suspended".equals(status)) {
      throw S3Errors.invalid(
          "IllegalVersioningConfigurationException", "The Versioning element must be specified");
    }
    bucket.versioning = status;
    return PutBucketVersioningResponse.builder().build();
  }

  private GetBucketLifecycleConfigurationResponse lifecycle(
      GetBucketLifecycleConfigurationRequest request, Call call) {
    Bucket bucket = BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner());
    if (bucket.lifecycle == null) {
      throw S3Errors.notConfigured(
          "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist");
    }
    return GetBucketLifecycleConfigurationResponse.builder()
        .rules(bucket.lifecycle)
        .transitionDefaultMinimumObjectSize(bucket.transitionMinimumObjectSize)
        .build();
  }

  private PutBucketLifecycleConfigurationResponse putLifecycle(
      PutBucketLifecycleConfigurationRequest request, Call call) {
    Bucket bucket = BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner());
    if (request.lifecycleConfiguration() == null
        || request.lifecycleConfiguration().rules().isEmpty()) {
      throw S3Errors.invalid("MalformedXML", "A lifecycle configuration has at least one rule");
    }
    bucket.lifecycle =
        request.lifecycleConfiguration().rules().stream()
            .map(BucketSettings::withId)
            .collect(Collectors.toCollection(ArrayList::new));
    if (request.transitionDefaultMinimumObjectSizeAsString() != null) {
      bucket.transitionMinimumObjectSize = request.transitionDefaultMinimumObjectSizeAsString();
    }
    return PutBucketLifecycleConfigurationResponse.builder()
        .transitionDefaultMinimumObjectSize(bucket.transitionMinimumObjectSize)
        .build();
  }

  private static LifecycleRule withId(LifecycleRule rule) {
    return rule.id() == null ? rule.toBuilder().id(RandomIds.mixed(48)).build() : rule;
  }

  private DeleteBucketLifecycleResponse deleteLifecycle(
      DeleteBucketLifecycleRequest request, Call call) {
    BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner()).lifecycle = null;
    return DeleteBucketLifecycleResponse.builder().build();
  }

  private GetBucketTaggingResponse tags(GetBucketTaggingRequest request, Call call) {
    Bucket bucket = BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner());
    if (bucket.tags.isEmpty()) {
      throw S3Errors.notConfigured("NoSuchTagSet", "The TagSet does not exist");
    }
    return GetBucketTaggingResponse.builder().tagSet(bucket.tags).build();
  }

  private PutBucketTaggingResponse putTags(PutBucketTaggingRequest request, Call call) {
    BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner()).tags =
        new ArrayList<>(request.tagging().tagSet());
    return PutBucketTaggingResponse.builder().build();
  }

  private DeleteBucketTaggingResponse deleteTags(DeleteBucketTaggingRequest request, Call call) {
    BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner()).tags =
        new ArrayList<>();
    return DeleteBucketTaggingResponse.builder().build();
  }
}
