/**
 * Regions and their circuit breakers: when a region accepts no new operations, and which operations
 * wait for it.
 */
@NullMarked
package io.beta9.provisioning.region;

import org.jspecify.annotations.NullMarked;
