package io.beta9.provisioning.aws.preflight;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;
import static io.beta9.provisioning.aws.session.AwsFailures.hasCode;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.onboarding.ResourceNaming;
import io.beta9.provisioning.provider.preflight.PreflightFinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Checks that the names of cluster, database and bucket are unused, or used by this environment.
 */
final class NameCheck implements Preflight.PreflightCheck {
  private final AwsSession session;

  NameCheck(AwsSession session) {
    this.session = session;
  }

  @Override
  public List<PreflightFinding> findings(InfraModel model) {
    String name = model.resourcePrefix();
    String bucket = model.objectStore().bucketName();
    List<PreflightFinding> findings = new ArrayList<>();
    ownerOf("the cluster " + name, () -> clusterTag(name), "ResourceNotFoundException")
        .flatMap(owner -> taken("the cluster " + name, owner, model))
        .ifPresent(findings::add);
    ownerOf("the database " + name, () -> databaseTag(name), "DBInstanceNotFound")
        .flatMap(owner -> taken("the database " + name, owner, model))
        .ifPresent(findings::add);
    bucketOwner(bucket)
        .flatMap(owner -> taken("the bucket " + bucket, owner, model))
        .ifPresent(findings::add);
    return findings;
  }

  /**
   * Returns the environment to which a resource belongs by its tag; an empty string if it has no
   * such tag, and empty if it does not exist.
   */
  private static Optional<String> ownerOf(
      String resource, Supplier<@Nullable String> tag, String notFound) {
    return calling(
        "Looking up " + resource,
        () -> {
          try {
            return Optional.of(Optional.ofNullable(tag.get()).orElse(""));
          } catch (SdkException e) {
            if (hasCode(e, notFound, notFound + "Fault")) {
              return Optional.empty();
            }
            throw e;
          }
        });
  }

  private @Nullable String clusterTag(String name) {
    return session
        .eks()
        .describeCluster(r -> r.name(name))
        .cluster()
        .tags()
        .get(ResourceNaming.ENVIRONMENT_ID_TAG);
  }

  private @Nullable String databaseTag(String name) {
    Map<String, String> tags =
        session
            .rds()
            .describeDBInstances(r -> r.dbInstanceIdentifier(name))
            .dbInstances()
            .getFirst()
            .tagList()
            .stream()
            .collect(Collectors.toMap(t -> t.key(), t -> t.value()));
    return tags.get(ResourceNaming.ENVIRONMENT_ID_TAG);
  }

  private Optional<String> bucketOwner(String bucket) {
    return calling(
        "Looking up the bucket " + bucket,
        () -> {
          try {
            session.s3().headBucket(r -> r.bucket(bucket).expectedBucketOwner(session.accountId()));
            return Optional.of(bucketTag(bucket));
          } catch (S3Exception e) {
            return switch (e.statusCode()) {
              case 404 -> Optional.empty();
              case 301, 403 -> Optional.of("another account or region");
              default -> throw e;
            };
          }
        });
  }

  private String bucketTag(String bucket) {
    try {
      return session.s3().getBucketTagging(r -> r.bucket(bucket)).tagSet().stream()
          .filter(tag -> tag.key().equals(ResourceNaming.ENVIRONMENT_ID_TAG))
          .map(tag -> tag.value())
          .findFirst()
          .orElse("");
    } catch (S3Exception e) {
      if (hasCode(e, "NoSuchTagSet")) {
        return "";
      }
      throw e;
    }
  }

  private static Optional<PreflightFinding> taken(String resource, String owner, InfraModel model) {
    if (owner.equals(model.environmentId())) {
      return Optional.empty();
    }
    if (owner.isEmpty() && resource.startsWith("the bucket")) {
      // Its tags are set after its creation, so an interrupted run leaves one without tags.
      return Optional.of(
          PreflightFinding.warning(Failure.of(FailureCode.BUCKET_NAME_TAKEN).about(resource)));
    }
    return Optional.of(
        PreflightFinding.blocking(
            Failure.of(FailureCode.NAME_TAKEN)
                .about(resource)
                .with(FailureParameter.OWNER, owner)));
  }
}
