/**
 * Helm as a child process: one request file in, one JSON object on the last line of stdout.
 *
 * <p>The Helm library swallows signals and cannot be interrupted, so it has no place inside a
 * server. A process can be killed, and takes what it holds along.
 */
@NullMarked
package io.beta9.provisioning.helmrunner;

import org.jspecify.annotations.NullMarked;
