/**
 * What operators can do with a state: read it, unlock it, roll it back, prune its versions, and
 * drop a kept state; each audited. Uses all other subpackages except {@code repair}.
 */
@NullMarked
package io.beta9.provisioning.tfstate.operations;

import org.jspecify.annotations.NullMarked;
