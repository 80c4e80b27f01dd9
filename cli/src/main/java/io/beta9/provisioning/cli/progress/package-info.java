/**
 * Views of an environment and of the progress of its operation. The CLI and the demo use the same
 * views. May use {@code client} and {@code terminal}.
 */
@NullMarked
package io.beta9.provisioning.cli.progress;

import org.jspecify.annotations.NullMarked;
