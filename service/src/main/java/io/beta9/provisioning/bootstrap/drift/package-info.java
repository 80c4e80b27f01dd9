/** Compares the objects of a cluster with what was installed. May use {@code bootstrap.cluster}. */
@NullMarked
package io.beta9.provisioning.bootstrap.drift;

import org.jspecify.annotations.NullMarked;
