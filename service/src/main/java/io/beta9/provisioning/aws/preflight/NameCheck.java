package io.beta9.provisioning.aws.preflight;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;
import static io.beta9.provisioning.aws.session.AwsFailures.hasCode;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The names that will be used are free, or used by this very environment. */
final class NameCheck implements Preflight.PreflightCheck {
  private static final String ID_TAG = "beta9:environment-id";

  private final AwsSession session;

  NameCheck(AwsSession session) {
    this.session = session;
  }

  @Override
  public List<PreflightFinding> findings(InfraModel model) {
    String name = model.resourcePrefix();
    String bucket = model.objectStore().bucketName();
    List<PreflightFinding> findings = new ArrayList<>();
    tagOf("the cluster " + name, () -> clusterTag(name), "ResourceNotFoundException")
        .flatMap(owner -> taken("the cluster " + name, owner, model))
        .ifPresent(findings::add);
    tagOf("the database " + name, () -> databaseTag(name), "DBInstanceNotFound")
        .flatMap(owner -> taken("the database " + name, owner, model))
        .ifPresent(findings::add);
    bucketOwner(bucket)
        .flatMap(owner -> taken("the bucket " + bucket, owner, model))
        .ifPresent(findings::add);
    return findings;
  }

  /**
   * The environment that the thing says it belongs to, empty if it says none; nothing: it is not.
   */
  private static Optional<String> tagOf(
      String thing, Supplier<@Nullable String> tag, String notFound) {
    return calling(
        "Looking whether there is " + thing,
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
    return session.eks().describeCluster(r -> r.name(name)).cluster().tags().get(ID_TAG);
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
    return tags.get(ID_TAG);
  }

  private Optional<String> bucketOwner(String bucket) {
    return calling(
        "Looking whether there is the bucket " + bucket,
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
          .filter(tag -> tag.key().equals(ID_TAG))
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

  private static Optional<PreflightFinding> taken(String thing, String owner, InfraModel model) {
    if (owner.equals(model.environmentId())) {
      return Optional.empty();
    }
    if (owner.isEmpty() && thing.startsWith("the bucket")) {
      // A bucket's tags come in a later call: a run that died between the two left one without.
      return Optional.of(
          PreflightFinding.warning(Failure.of(FailureCode.BUCKET_NAME_TAKEN).about(thing)));
    }
    return Optional.of(
        PreflightFinding.blocking(
            Failure.of(FailureCode.NAME_TAKEN).about(thing).with(FailureParameter.OWNER, owner)));
  }
}
