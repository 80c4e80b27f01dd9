/**
 * The export of the audit trail and of its heads. May use {@code api.authorization}, {@code
 * api.request}.
 */
@NullMarked
package io.beta9.provisioning.api.audit;

import org.jspecify.annotations.NullMarked;
