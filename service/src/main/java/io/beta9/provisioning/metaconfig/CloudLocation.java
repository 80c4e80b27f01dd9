package io.beta9.provisioning.metaconfig;

/** The cloud account and region that a meta-config names. */
public record CloudLocation(String provider, String region, String accountId) {}
