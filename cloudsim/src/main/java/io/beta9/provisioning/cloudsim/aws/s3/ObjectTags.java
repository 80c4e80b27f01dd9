package io.beta9.provisioning.cloudsim.aws.s3;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.Tag;

/** Tags of objects. */
final class ObjectTags {

  void register(Operations operations) {
    operations.on(GetObjectTaggingRequest.class, this::get);
    operations.on(PutObjectTaggingRequest.class, this::put);
    operations.on(DeleteObjectTaggingRequest.class, this::delete);
  }

  private GetObjectTaggingResponse get(GetObjectTaggingRequest request, Call call) {
    StoredObject object = find(call, request.bucket(), request.key(), request.versionId());
    return GetObjectTaggingResponse.builder()
        .tagSet(
            object.tags.entrySet().stream()
                .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList())
        .build();
  }

  private PutObjectTaggingResponse put(PutObjectTaggingRequest request, Call call) {
    StoredObject object = find(call, request.bucket(), request.key(), request.versionId());
    TreeMap<String, String> tags = new TreeMap<>();
    request.tagging().tagSet().forEach(tag -> tags.put(tag.key(), tag.value()));
    object.tags = tags;
    return PutObjectTaggingResponse.builder().build();
  }

  private DeleteObjectTaggingResponse delete(DeleteObjectTaggingRequest request, Call call) {
    find(call, request.bucket(), request.key(), request.versionId()).tags = new TreeMap<>();
    return DeleteObjectTaggingResponse.builder().build();
  }

  private static StoredObject find(
      Call call, String bucketName, String key, @Nullable String versionId) {
    Bucket bucket = BucketDirectory.open(call, bucketName, null);
    return versionId == null
        ? bucket.current(key).orElseThrow(() -> S3Errors.noSuchKey(false))
        : bucket.version(key, versionId).orElseThrow(S3Errors::noSuchVersion);
  }
}
