/**
 * The semantics of creating, updating, patching and deleting objects: default values, validation,
 * patch formats, preconditions and finalizers. They are the same for every built-in kind.
 *
 * <p>It may use {@code store} and {@code admission}.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.kubernetes.resource;

import org.jspecify.annotations.NullMarked;
