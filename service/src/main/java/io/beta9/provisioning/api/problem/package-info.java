/**
 * Errors of requests and their problem documents (RFC 9457). May not use the other packages of
 * {@code api}.
 */
@NullMarked
package io.beta9.provisioning.api.problem;

import org.jspecify.annotations.NullMarked;
