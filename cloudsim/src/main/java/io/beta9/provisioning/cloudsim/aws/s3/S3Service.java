package io.beta9.provisioning.cloudsim.aws.s3;

import io.beta9.provisioning.cloudsim.Store;
import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.cloudsim.aws.TaggedResources;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.model.Tag;

/** Simple Storage Service, addressed by path. */
public final class S3Service implements AwsService, TaggedResources {
  private final Store store;

  public S3Service(Store store) {
    this.store = store;
  }

  @Override
  public String signingName() {
    return "s3";
  }

  @Override
  public void register(Operations operations) {
    new Buckets().register(operations);
    new Protection().register(operations);
    new BucketTraits().register(operations);
    new BucketExtras().register(operations);
    new Objects().register(operations);
    new Deletions().register(operations);
    new ObjectTags().register(operations);
    new Listings().register(operations);
    new VersionListing().register(operations);
  }

  @Override
  public Stream<TaggedResource> taggedResources(String account, String region) {
    return BucketDirectory.of(store).buckets.values().stream()
        .filter(it -> it.account.equals(account) && it.region.equals(region) && !it.tags.isEmpty())
        .map(
            it ->
                new TaggedResource(
                    "arn:aws:s3:::" + it.name,
                    it.tags.stream().collect(Collectors.toMap(Tag::key, Tag::value))));
  }
}
