/**
 * The operating system's process: its signals, and the protection of its memory. May use nothing
 * else of the service.
 */
@NullMarked
package io.beta9.provisioning.app.process;

import org.jspecify.annotations.NullMarked;
