package io.beta9.provisioning.cloudsim.aws;

import java.util.stream.Stream;

/**
 * Provides the tagged resources of a service to the Resource Groups Tagging API. IAM users and
 * roles are not part of that API.
 */
public interface TaggedResourceProvider {

  /** Returns the resources of an account and region that have at least one tag. */
  Stream<TaggedResource> taggedResources(String account, String region);
}
