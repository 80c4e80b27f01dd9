/**
 * Calls Beta9's gateway from inside the cluster: claim, storage, verification.
 *
 * <p>May use: bootstrap.cluster, and the packages below {@code bootstrap}.
 */
@NullMarked
package io.beta9.provisioning.bootstrap.gateway;

import org.jspecify.annotations.NullMarked;
