/**
 * The state of all services: in memory, guarded by one lock, and saved to a file on change. Uses no
 * other package of the simulator.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.state;

import org.jspecify.annotations.NullMarked;
