package io.beta9.provisioning.cloudsim.aws;

import java.util.stream.Stream;

/**
 * What a service shows of its tagged resources to the Resource Groups Tagging API. IAM's users and
 * roles are not shown there, so the IAM service has nothing of theirs to say here.
 */
public interface TaggedResourceProvider {

  /** The resources of this account and region that have at least one tag. */
  Stream<TaggedResource> taggedResources(String account, String region);
}
