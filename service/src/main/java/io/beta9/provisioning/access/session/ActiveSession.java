package io.beta9.provisioning.access.session;

import java.time.Instant;

/**
 * A session of the console that has not ended.
 *
 * @param id identifies it without its token
 * @param user the id of the key, or the issuer's subject
 * @param ofKey whether it was started with a key or a link
 */
public record ActiveSession(
    String id, String user, String name, boolean ofKey, Instant startedAt, Instant lastUsedAt) {}
