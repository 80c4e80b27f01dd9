/**
 * Authentication, reason and routing of requests, before they reach a resource. May use {@code
 * api.problem}.
 */
@NullMarked
package io.beta9.provisioning.api.request;

import org.jspecify.annotations.NullMarked;
