/**
 * Calls Beta9's gateway from inside the cluster: claim, storage, verification. May use {@code
 * bootstrap.cluster}.
 */
@NullMarked
package io.beta9.provisioning.bootstrap.gateway;

import org.jspecify.annotations.NullMarked;
