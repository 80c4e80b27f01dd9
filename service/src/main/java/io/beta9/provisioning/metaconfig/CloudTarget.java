package io.beta9.provisioning.metaconfig;

import org.jspecify.annotations.Nullable;

/** A cloud account and region, with the role that this product assumes there. */
public record CloudTarget(
    String provider, String region, String accountId, String roleArn, @Nullable String externalId) {

  public CloudLocation location() {
    return new CloudLocation(provider, region, accountId);
  }
}
