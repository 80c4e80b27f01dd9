package io.beta9.provisioning.resources.inventory;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Lists the bucket, the image repository and the log groups. */
public final class StorageInventory {
  private final AwsSession session;

  public StorageInventory(AwsSession session) {
    this.session = session;
  }

  public List<Leftover> buckets(ResourceScope scope) {
    String bucket = scope.bucket();
    try {
      session.s3().headBucket(r -> r.bucket(bucket).expectedBucketOwner(session.accountId()));
      return List.of(
          new Leftover("s3:bucket", bucket, session.partition().s3Arn(bucket), false, ""));
    } catch (S3Exception e) {
      // 403 and 301: the name is used in another account or region.
      if (e.statusCode() == 404 || e.statusCode() == 403 || e.statusCode() == 301) {
        return List.of();
      }
      throw e;
    }
  }

  public List<Leftover> repositories(ResourceScope scope) {
    String name = scope.prefix();
    return OptionalResource.emptyIfNotFound(
            Set.of("RepositoryNotFoundException"),
            () -> session.ecr().describeRepositories(r -> r.repositoryNames(name)))
        .stream()
        .flatMap(response -> response.repositories().stream())
        .map(
            repository ->
                new Leftover("ecr:repository", name, repository.repositoryArn(), false, ""))
        .toList();
  }

  /** Includes the log groups that EKS, RDS and Container Insights create, if deleted too early. */
  public List<Leftover> logGroups(ResourceScope scope) {
    return Stream.of("/aws/eks/", "/aws/rds/instance/", "/aws/vpc/", "/aws/containerinsights/")
        .map(service -> service + scope.prefix() + "/")
        .flatMap(
            prefix ->
                session
                    .logs()
                    .describeLogGroupsPaginator(r -> r.logGroupNamePrefix(prefix))
                    .logGroups()
                    .stream())
        .map(
            group ->
                new Leftover(
                    "logs:log-group", group.logGroupName(), String.valueOf(group.arn()), true, ""))
        .toList();
  }
}
