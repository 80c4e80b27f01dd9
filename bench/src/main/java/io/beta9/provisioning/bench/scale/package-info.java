/**
 * The simulation of many workers in virtual time: {@code ./provisioner bench scale}. The queue, the
 * leases, the takeovers and the pipeline are those of the service, on a real PostgreSQL whose clock
 * is virtual.
 */
@NullMarked
package io.beta9.provisioning.bench.scale;

import org.jspecify.annotations.NullMarked;
