package io.beta9.provisioning.apimodel.state;

import java.time.Instant;

/** A version of a state in the bucket. */
public record StateVersionView(String id, Instant writtenAt, long bytes, boolean current) {}
