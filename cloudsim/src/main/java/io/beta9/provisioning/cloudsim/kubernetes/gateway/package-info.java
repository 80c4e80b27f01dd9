/** The Beta9 gateway that answers in a simulated cluster, as strictly as the real one. */
@NullMarked
package io.beta9.provisioning.cloudsim.kubernetes.gateway;

import org.jspecify.annotations.NullMarked;
