/** The benchmark of the queue of operations: {@code ./provisioner bench queue}. */
@NullMarked
package io.beta9.provisioning.bench.queue;

import org.jspecify.annotations.NullMarked;
