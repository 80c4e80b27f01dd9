package io.beta9.provisioning.cloudsim.aws.s3;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Deletion of objects, permanently or by a delete marker. */
final class ObjectDeletions {
  private static final int MAX_OBJECTS = 1000;

  void register(Operations operations) {
    operations.on(DeleteObjectRequest.class, this::delete);
    operations.on(DeleteObjectsRequest.class, this::deleteMany);
  }

  /** The removed version, or the delete marker that was created. */
  private record Outcome(@Nullable String versionId, boolean marker) {}

  private DeleteObjectResponse delete(DeleteObjectRequest request, Call call) {
    Bucket bucket = BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner());
    checkCondition(bucket, request.key(), request.ifMatch());
    Outcome outcome = delete(bucket, request.key(), request.versionId(), call);
    return DeleteObjectResponse.builder()
        .versionId(outcome.versionId())
        .deleteMarker(outcome.marker() ? true : null)
        .build();
  }

  private DeleteObjectsResponse deleteMany(DeleteObjectsRequest request, Call call) {
    Bucket bucket = BucketDirectory.open(call, request.bucket(), request.expectedBucketOwner());
    List<ObjectIdentifier> requested = request.delete().objects();
    if (requested.isEmpty() || requested.size() > MAX_OBJECTS) {
      throw S3Errors.invalid(
          "MalformedXML", "Between 1 and " + MAX_OBJECTS + " objects can be deleted at once");
    }
    List<DeletedObject> deleted = new ArrayList<>();
    List<S3Error> failed = new ArrayList<>();
    for (ObjectIdentifier each : requested) {
      try {
        checkCondition(bucket, each.key(), each.eTag());
      } catch (AwsErrorException e) {
        failed.add(
            S3Error.builder()
                .key(each.key())
                .versionId(each.versionId())
                .code(e.code())
                .message(e.getMessage())
                .build());
        continue;
      }
      Outcome outcome = delete(bucket, each.key(), each.versionId(), call);
      DeletedObject.Builder done =
          DeletedObject.builder().key(each.key()).versionId(each.versionId());
      if (outcome.marker()) {
        done.deleteMarker(true).deleteMarkerVersionId(outcome.versionId());
      }
      deleted.add(done.build());
    }
    DeleteObjectsResponse.Builder response = DeleteObjectsResponse.builder().errors(failed);
    return Boolean.TRUE.equals(request.delete().quiet())
        ? response.build()
        : response.deleted(deleted).build();
  }

  /** A condition refers to the current version of the object, also if another one is deleted. */
  private static void checkCondition(Bucket bucket, String key, @Nullable String expectedTag) {
    if (expectedTag == null) {
      return;
    }
    StoredObject current =
        bucket.current(key).orElseThrow(() -> S3Errors.noSuchKey(bucket.latest(key).isPresent()));
    if (!ObjectOperations.isMatch(expectedTag, current)) {
      throw S3Errors.preconditionFailed();
    }
  }

  private static Outcome delete(Bucket bucket, String key, @Nullable String versionId, Call call) {
    if (versionId != null) {
      Optional<StoredObject> version = bucket.version(key, versionId);
      version.ifPresent(it -> bucket.remove(key, it));
      return new Outcome(versionId, version.map(it -> it.deleteMarker).orElse(false));
    }
    if (bucket.versioning == null) {
      bucket.latest(key).ifPresent(it -> bucket.remove(key, it));
      return new Outcome(null, false);
    }
    StoredObject marker =
        StoredObject.deleteMarker(
            bucket.isVersioned() ? RandomIds.mixed(32) : StoredObject.NULL_VERSION, call.now());
    bucket.add(key, marker);
    return new Outcome(marker.versionId, true);
  }
}
