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

/** Inspects S3 buckets, image repositories and log groups. */
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

  /** A setting of a bucket has no id of its own. */
  public Optional<ResourceReport> bucketSetting(InspectedResource resource, String query) {
    String bucket = resource.knownId().orElse(resource.scope().bucket());
    return OptionalResource.emptyIfNotFound(
            Set.of("NoSuchBucket", "NotFound", "404"),
            () -> session.s3().headBucket(r -> r.bucket(bucket)))
        .map(
            found ->
                ResourceReport.of(
                    bucket, "", ShellCommand.of("aws", "s3api", query, "--bucket", bucket)));
  }

  public Optional<ResourceReport> repository(InspectedResource resource) {
    return repository(resource, "describe-repositories", "--repository-names");
  }

  public Optional<ResourceReport> lifecyclePolicy(InspectedResource resource) {
    return repository(resource, "get-lifecycle-policy", "--repository-name");
  }

  private Optional<ResourceReport> repository(
      InspectedResource resource, String query, String option) {
    String name = resource.scope().prefix();
    return OptionalResource.emptyIfNotFound(
            Set.of("RepositoryNotFoundException"),
            () -> session.ecr().describeRepositories(r -> r.repositoryNames(name)))
        .map(found -> ResourceReport.of(name, "", command("ecr", query, option, name)));
  }

  public Optional<ResourceReport> logGroup(InspectedResource resource) {
    String name = logGroupName(resource);
    return session
        .logs()
        .describeLogGroupsPaginator(r -> r.logGroupNamePrefix(name))
        .logGroups()
        .stream()
        .filter(group -> group.logGroupName().equals(name))
        .findFirst()
        .map(
            found ->
                ResourceReport.of(
                    name,
                    "",
                    command("logs", "describe-log-groups", "--log-group-name-prefix", name)));
  }

  /** Its name by the conventions of the module. */
  private static String logGroupName(InspectedResource resource) {
    String prefix = resource.scope().prefix();
    return switch (resource.address().name()) {
      case "database" ->
          "/aws/rds/instance/" + prefix + "/" + resource.address().key().orElse("postgresql");
      case "flow" -> "/aws/vpc/" + prefix + "/flow";
      default -> "/aws/eks/" + prefix + "/cluster";
    };
  }

  private String command(String service, String query, String option, String value) {
    return ShellCommand.of("aws", service, query, option, value, "--region", session.region().id());
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
