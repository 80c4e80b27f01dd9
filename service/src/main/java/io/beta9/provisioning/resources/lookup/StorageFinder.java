package io.beta9.provisioning.resources.lookup;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Finds the bucket, the image repository and the log group by name. */
public final class StorageFinder {
  private final AwsSession session;

  public StorageFinder(AwsSession session) {
    this.session = session;
  }

  public LookupResult logGroup(PlannedResource resource, LookupHints hints) {
    String name = resource.value("name").orElseThrow();
    return session
        .logs()
        .describeLogGroupsPaginator(r -> r.logGroupNamePrefix(name))
        .logGroups()
        .stream()
        .filter(group -> group.logGroupName().equals(name))
        .findFirst()
        .map(
            group ->
                hints.foundIfOwned(
                    name,
                    name,
                    session
                        .logs()
                        .listTagsForResource(r -> r.resourceArn(group.logGroupArn()))
                        .tags()))
        .orElseGet(LookupResult.Absent::new);
  }

  public LookupResult repository(PlannedResource resource, LookupHints hints) {
    String name = resource.value("name").orElseThrow();
    return OptionalResource.emptyIfNotFound(
            Set.of("RepositoryNotFoundException"),
            () -> session.ecr().describeRepositories(r -> r.repositoryNames(name)))
        .flatMap(response -> response.repositories().stream().findFirst())
        .map(
            repository -> {
              Map<String, String> tags = new LinkedHashMap<>();
              session
                  .ecr()
                  .listTagsForResource(r -> r.resourceArn(repository.repositoryArn()))
                  .tags()
                  .forEach(tag -> tags.put(tag.key(), tag.value()));
              return hints.foundIfOwned(name, name, tags);
            })
        .orElseGet(LookupResult.Absent::new);
  }

  /** Its tags are set after its creation, so a bucket without tags is identified by its name. */
  public LookupResult bucket(PlannedResource resource, LookupHints hints) {
    String name = resource.value("bucket").orElseThrow();
    try {
      session.s3().headBucket(r -> r.bucket(name).expectedBucketOwner(session.accountId()));
    } catch (S3Exception e) {
      return switch (e.statusCode()) {
        case 404 -> new LookupResult.Absent();
        case 301, 403 ->
            new LookupResult.Foreign(name, new LookupResult.Ownership.Elsewhere(e.statusCode()));
        default -> throw e;
      };
    }
    Optional<Map<String, String>> tags =
        OptionalResource.emptyIfNotFound(
                Set.of("NoSuchTagSet"), () -> session.s3().getBucketTagging(r -> r.bucket(name)))
            .map(
                response -> {
                  Map<String, String> map = new LinkedHashMap<>();
                  response.tagSet().forEach(tag -> map.put(tag.key(), tag.value()));
                  return map;
                });
    return tags.map(existing -> hints.foundIfOwned(name, name, existing))
        .orElseGet(() -> LookupResult.Found.of(name));
  }
}
