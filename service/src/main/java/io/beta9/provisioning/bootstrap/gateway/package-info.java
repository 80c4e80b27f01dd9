/**
 * Calls Beta9's gateway from inside the cluster: claim, storage, verification, a sandbox that is
 * run. May use {@code bootstrap.cluster} and {@code bootstrap.diagnosis}.
 */
@NullMarked
package io.beta9.provisioning.bootstrap.gateway;

import org.jspecify.annotations.NullMarked;
