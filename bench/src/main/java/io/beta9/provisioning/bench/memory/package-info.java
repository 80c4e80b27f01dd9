/** The benchmark of the memory of API and worker: {@code ./provisioner bench memory}. */
@NullMarked
package io.beta9.provisioning.bench.memory;

import org.jspecify.annotations.NullMarked;
