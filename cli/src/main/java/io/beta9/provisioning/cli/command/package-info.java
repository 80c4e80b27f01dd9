/**
 * Shared by the commands: context, options, parameters. May use {@code progress}, {@code profile}
 * and below.
 */
@NullMarked
package io.beta9.provisioning.cli.command;

import org.jspecify.annotations.NullMarked;
