/**
 * Errors of requests and their problem documents (RFC 9457). May use no other subpackage of {@code
 * api}.
 */
@NullMarked
package io.beta9.provisioning.api.problem;

import org.jspecify.annotations.NullMarked;
