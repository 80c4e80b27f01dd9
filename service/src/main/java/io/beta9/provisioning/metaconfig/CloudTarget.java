package io.beta9.provisioning.metaconfig;

import org.jspecify.annotations.Nullable;

/** Which account and region, and the role through which this product enters it. */
public record CloudTarget(
    String provider,
    String region,
    String accountId,
    String roleArn,
    @Nullable String externalId) {}
