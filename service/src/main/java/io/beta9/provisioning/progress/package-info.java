/**
 * The resources that the latest operation of an environment changes: their states, their usual
 * times, what the rest waits for, and the remaining time.
 */
@NullMarked
package io.beta9.provisioning.progress;

import org.jspecify.annotations.NullMarked;
