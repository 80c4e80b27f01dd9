/**
 * The development stack: PostgreSQL, Redis, the simulated cloud and the service on one machine.
 * {@code Main} is the entry point of the commands {@code demo}, {@code up} and {@code chaos}. May
 * use the service and the simulated cloud; never part of a production image.
 */
@NullMarked
package io.beta9.provisioning.devstack;

import org.jspecify.annotations.NullMarked;
