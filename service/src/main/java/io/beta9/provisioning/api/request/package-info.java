/**
 * Authentication, reason and routing of requests, before they reach a resource. May use {@code
 * api.authentication}, {@code api.problem} and {@code api.ratelimit}.
 */
@NullMarked
package io.beta9.provisioning.api.request;

import org.jspecify.annotations.NullMarked;
