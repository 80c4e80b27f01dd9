/** The benchmark of the HTTP API: {@code ./provisioner bench api}. */
@NullMarked
package io.beta9.provisioning.bench.api;

import org.jspecify.annotations.NullMarked;
