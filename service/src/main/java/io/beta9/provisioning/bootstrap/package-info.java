/**
 * Installs Beta9 into an empty cluster, claims it, exposes it and verifies it, and removes it
 * again.
 *
 * <p>Subpackages, from the lowest: {@code cluster}, {@code drift}, {@code helm} and {@code
 * gateway}, {@code diagnosis}, {@code rollout}. This package combines them.
 */
@NullMarked
package io.beta9.provisioning.bootstrap;

import org.jspecify.annotations.NullMarked;
