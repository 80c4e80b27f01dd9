/**
 * A program that executes one Helm command per process: it reads a request file and prints a JSON
 * object on the last line of stdout.
 *
 * <p>The Helm library blocks signals and cannot be interrupted, so it cannot be cancelled inside a
 * server. A child process can be killed. The package uses no other module.
 */
@NullMarked
package io.beta9.provisioning.helmrunner;

import org.jspecify.annotations.NullMarked;
