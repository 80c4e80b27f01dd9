/** A simulated AWS on one port, for demonstrations and tests. */
@NullMarked
package io.beta9.provisioning.cloudsim;

import org.jspecify.annotations.NullMarked;
