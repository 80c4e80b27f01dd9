package io.beta9.provisioning.resources.inspection;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.failure.text.Blocker;
import io.beta9.provisioning.failure.text.BlockerOwnership;
import io.beta9.provisioning.format.ShellCommand;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/** Inspects S3 buckets. */
public final class StorageInspection {
  private static final int MOST_VERSIONS = 20;

  private final AwsSession session;

  public StorageInspection(AwsSession session) {
    this.session = session;
  }

  /** A bucket cannot be deleted while it has versions of objects. */
  public Optional<ResourceReport> bucket(InspectedResource resource) {
    String bucket = resource.knownId().orElse(resource.scope().bucket());
    return OptionalResource.emptyIfNotFound(
            Set.of("NoSuchBucket"),
            () -> session.s3().listObjectVersions(r -> r.bucket(bucket).maxKeys(MOST_VERSIONS)))
        .map(
            found ->
                ResourceReport.of(
                        bucket,
                        "",
                        ShellCommand.of(
                            "aws",
                            "s3api",
                            "list-object-versions",
                            "--bucket",
                            bucket,
                            "--max-items",
                            Integer.toString(MOST_VERSIONS)))
                    .blockedBy(objects(found)));
  }

  /** Whatever is in the bucket of an environment is of the environment. */
  private static List<Blocker> objects(ListObjectVersionsResponse found) {
    return Stream.concat(
            found.versions().stream().map(ObjectVersion::key),
            found.deleteMarkers().stream().map(DeleteMarkerEntry::key))
        .distinct()
        .map(key -> new Blocker("object", key, BlockerOwnership.OURS, ""))
        .toList();
  }
}
