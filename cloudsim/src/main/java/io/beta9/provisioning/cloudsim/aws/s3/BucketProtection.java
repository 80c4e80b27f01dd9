package io.beta9.provisioning.cloudsim.aws.s3;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.PolicyPartition;
import software.amazon.awssdk.services.s3.model.DeleteBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.DeletePublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.DeletePublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.GetPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.GetPublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionConfiguration;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Encryption, public access block and policy of buckets. */
final class BucketProtection {

  void register(Operations operations) {
    operations.on(GetBucketEncryptionRequest.class, this::encryption);
    operations.on(PutBucketEncryptionRequest.class, this::encrypt);
    operations.on(DeleteBucketEncryptionRequest.class, this::resetEncryption);
    operations.on(GetPublicAccessBlockRequest.class, this::publicAccess);
    operations.on(PutPublicAccessBlockRequest.class, this::blockPublicAccess);
    operations.on(DeletePublicAccessBlockRequest.class, this::unblockPublicAccess);
    operations.on(GetBucketPolicyRequest.class, this::policy);
    operations.on(PutBucketPolicyRequest.class, this::putPolicy);
    operations.on(DeleteBucketPolicyRequest.class, this::deletePolicy);
  }

  private GetBucketEncryptionResponse encryption(GetBucketEncryptionRequest request, Call call) {
    Bucket bucket = BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner());
    return GetBucketEncryptionResponse.builder()
        .serverSideEncryptionConfiguration(bucket.encryption)
        .build();
  }

  private PutBucketEncryptionResponse encrypt(PutBucketEncryptionRequest request, Call call) {
    Bucket bucket = BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner());
    bucket.encryption =
        ServerSideEncryptionConfiguration.builder()
            .rules(
                request.serverSideEncryptionConfiguration().rules().stream()
                    .map(BucketProtection::withBucketKeyFlag)
                    .toList())
            .build();
    return PutBucketEncryptionResponse.builder().build();
  }

  private static ServerSideEncryptionRule withBucketKeyFlag(ServerSideEncryptionRule rule) {
    return rule.bucketKeyEnabled() == null
        ? rule.toBuilder().bucketKeyEnabled(false).build()
        : rule;
  }

  private DeleteBucketEncryptionResponse resetEncryption(
      DeleteBucketEncryptionRequest request, Call call) {
    BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner()).encryption =
        Bucket.DEFAULT_ENCRYPTION;
    return DeleteBucketEncryptionResponse.builder().build();
  }

  private GetPublicAccessBlockResponse publicAccess(
      GetPublicAccessBlockRequest request, Call call) {
    Bucket bucket = BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner());
    if (bucket.publicAccess == null) {
      throw S3Errors.notConfigured(
          "NoSuchPublicAccessBlockConfiguration",
          "The public access block configuration was not found");
    }
    return GetPublicAccessBlockResponse.builder()
        .publicAccessBlockConfiguration(bucket.publicAccess)
        .build();
  }

  private PutPublicAccessBlockResponse blockPublicAccess(
      PutPublicAccessBlockRequest request, Call call) {
    PublicAccessBlockConfiguration requested = request.publicAccessBlockConfiguration();
    BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner()).publicAccess =
        PublicAccessBlockConfiguration.builder()
            .blockPublicAcls(Boolean.TRUE.equals(requested.blockPublicAcls()))
            .ignorePublicAcls(Boolean.TRUE.equals(requested.ignorePublicAcls()))
            .blockPublicPolicy(Boolean.TRUE.equals(requested.blockPublicPolicy()))
            .restrictPublicBuckets(Boolean.TRUE.equals(requested.restrictPublicBuckets()))
            .build();
    return PutPublicAccessBlockResponse.builder().build();
  }

  private DeletePublicAccessBlockResponse unblockPublicAccess(
      DeletePublicAccessBlockRequest request, Call call) {
    BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner()).publicAccess = null;
    return DeletePublicAccessBlockResponse.builder().build();
  }

  private GetBucketPolicyResponse policy(GetBucketPolicyRequest request, Call call) {
    Bucket bucket = BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner());
    if (bucket.policy == null) {
      throw S3Errors.notConfigured("NoSuchBucketPolicy", "The bucket policy does not exist");
    }
    return GetBucketPolicyResponse.builder().policy(bucket.policy).build();
  }

  private PutBucketPolicyResponse putPolicy(PutBucketPolicyRequest request, Call call) {
    Bucket bucket = BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner());
    try {
      if (!JsonMapper.shared().readTree(request.policy()).path("Statement").isContainer()) {
        throw S3Errors.invalid("MalformedPolicy", "Missing required field Statement");
      }
    } catch (JacksonException e) {
      throw S3Errors.invalid("MalformedPolicy", "Policies must be valid JSON");
    }
    if (PolicyPartition.foreignResource(request.policy(), call.partition()).isPresent()) {
      throw S3Errors.invalid("MalformedPolicy", "Policy has invalid resource");
    }
    bucket.policy = request.policy();
    return PutBucketPolicyResponse.builder().build();
  }

  private DeleteBucketPolicyResponse deletePolicy(DeleteBucketPolicyRequest request, Call call) {
    BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner()).policy = null;
    return DeleteBucketPolicyResponse.builder().build();
  }
}
