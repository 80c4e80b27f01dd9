/**
 * What operators can do with a state: read it, unlock it, roll it back, prune its versions, and
 * drop a kept state; each audited. May use {@code tfstate.kept}, {@code tfstate.lock}, {@code
 * tfstate.s3}.
 */
@NullMarked
package io.beta9.provisioning.tfstate.operations;

import org.jspecify.annotations.NullMarked;
