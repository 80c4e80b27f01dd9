/**
 * Benchmarks that provision environments in the simulated cloud: {@code ./provisioner bench
 * overhead} and {@code bench critical-path}.
 */
@NullMarked
package io.beta9.provisioning.bench.provision;

import org.jspecify.annotations.NullMarked;
