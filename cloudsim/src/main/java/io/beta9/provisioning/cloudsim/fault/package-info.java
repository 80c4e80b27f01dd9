/**
 * Fault injection: rules that let calls fail, delay them, change latencies or impose lasting
 * conditions, and their JSON form. Uses no other package of the simulator.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.fault;

import org.jspecify.annotations.NullMarked;
