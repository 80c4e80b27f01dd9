/**
 * The bucket of the state: its creation, the versions and the digest of a state, and the state
 * format. May use {@code tfstate.lock}.
 */
@NullMarked
package io.beta9.provisioning.tfstate.s3;

import org.jspecify.annotations.NullMarked;
