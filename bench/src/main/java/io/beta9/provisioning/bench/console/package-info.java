/** The benchmark of the web console: {@code ./provisioner bench console}. */
@NullMarked
package io.beta9.provisioning.bench.console;

import org.jspecify.annotations.NullMarked;
