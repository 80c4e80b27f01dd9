/**
 * The objects of a cluster: JSON trees with kinds, metadata, resource versions and a change
 * history, as etcd holds them for a real API server. Also the events and conditions that
 * controllers record on them.
 *
 * <p>It may use {@code http}, for the TLS identity of a cluster.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.kubernetes.store;

import org.jspecify.annotations.NullMarked;
