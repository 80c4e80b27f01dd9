/**
 * Limits of the requests of a client per minute. May use {@code api.problem}.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/">RateLimit
 *     header fields for HTTP</a>
 */
@NullMarked
package io.beta9.provisioning.api.ratelimit;

import org.jspecify.annotations.NullMarked;
