package io.beta9.provisioning.cloudsim.aws.s3;

import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.BucketOwners;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.Partition;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.cloudsim.aws.TaggedResourceProvider;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.model.Tag;

/** Simple Storage Service with path-style addressing. */
public final class S3Service implements AwsService, TaggedResourceProvider, BucketOwners {
  private final StateStore store;

  public S3Service(StateStore store) {
    this.store = store;
  }

  @Override
  public String signingName() {
    return "s3";
  }

  @Override
  public void register(Operations operations) {
    new Buckets().register(operations);
    new BucketProtection().register(operations);
    new BucketSettings().register(operations);
    new OptionalBucketSettings().register(operations);
    new ObjectOperations().register(operations);
    new ObjectDeletions().register(operations);
    new ObjectTags().register(operations);
    new ObjectListings().register(operations);
    new ObjectVersionListings().register(operations);
  }

  @Override
  public Optional<String> ownerOf(String name) {
    return Optional.ofNullable(BucketDirectory.of(store).buckets.get(name))
        .map(bucket -> bucket.account);
  }

  @Override
  public Stream<TaggedResource> taggedResources(String account, String region) {
    return BucketDirectory.of(store).buckets.values().stream()
        .filter(it -> it.account.equals(account) && it.region.equals(region) && !it.tags.isEmpty())
        .map(
            it ->
                new TaggedResource(
                    Partition.ofRegion(it.region).s3Arn(it.name),
                    it.tags.stream().collect(Collectors.toMap(Tag::key, Tag::value))));
  }
}
