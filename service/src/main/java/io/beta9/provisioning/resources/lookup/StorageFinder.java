package io.beta9.provisioning.resources.lookup;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The bucket, the registry, the log group: all by their names. */
final class StorageFinder {
  private final AwsSession session;

  StorageFinder(AwsSession session) {
    this.session = session;
  }

  LookupResult logGroup(PlannedResource wanted, LookupHints clues) {
    String name = wanted.value("name").orElseThrow();
    return session
        .logs()
        .describeLogGroupsPaginator(r -> r.logGroupNamePrefix(name))
        .logGroups()
        .stream()
        .filter(group -> group.logGroupName().equals(name))
        .findFirst()
        .map(
            group ->
                clues.owned(
                    name,
                    name,
                    session
                        .logs()
                        .listTagsForResource(r -> r.resourceArn(group.logGroupArn()))
                        .tags()))
        .orElseGet(LookupResult.Absent::new);
  }

  LookupResult repository(PlannedResource wanted, LookupHints clues) {
    String name = wanted.value("name").orElseThrow();
    return OptionalResource.unless(
            Set.of("RepositoryNotFoundException"),
            () -> session.ecr().describeRepositories(r -> r.repositoryNames(name)))
        .flatMap(answer -> answer.repositories().stream().findFirst())
        .map(
            repository -> {
              Map<String, String> tags = new LinkedHashMap<>();
              session
                  .ecr()
                  .listTagsForResource(r -> r.resourceArn(repository.repositoryArn()))
                  .tags()
                  .forEach(tag -> tags.put(tag.key(), tag.value()));
              return clues.owned(name, name, tags);
            })
        .orElseGet(LookupResult.Absent::new);
  }

  /** Its tags come in a later call than itself, so one without any is ours by its name. */
  LookupResult bucket(PlannedResource wanted, LookupHints clues) {
    String name = wanted.value("bucket").orElseThrow();
    try {
      session.s3().headBucket(r -> r.bucket(name).expectedBucketOwner(session.accountId()));
    } catch (S3Exception e) {
      return switch (e.statusCode()) {
        case 404 -> new LookupResult.Absent();
        case 301, 403 ->
            new LookupResult.Foreign(
                name, "it belongs to another account, or lies in another region");
        default -> throw e;
      };
    }
    Optional<Map<String, String>> tags =
        OptionalResource.unless(
                Set.of("NoSuchTagSet"), () -> session.s3().getBucketTagging(r -> r.bucket(name)))
            .map(
                answer -> {
                  Map<String, String> map = new LinkedHashMap<>();
                  answer.tagSet().forEach(tag -> map.put(tag.key(), tag.value()));
                  return map;
                });
    return tags.map(there -> clues.owned(name, name, there))
        .orElseGet(() -> LookupResult.Found.of(name));
  }
}
