/** The simulated cloud as the demo configures it, and queries of what exists in it. */
@NullMarked
package io.beta9.provisioning.devstack.cloud;

import org.jspecify.annotations.NullMarked;
