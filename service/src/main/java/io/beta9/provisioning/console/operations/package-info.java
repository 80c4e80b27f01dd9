/**
 * The page of the installation's queue, workers and regions. May use {@code console.html}, {@code
 * console.page}, {@code console.session}.
 */
@NullMarked
package io.beta9.provisioning.console.operations;

import org.jspecify.annotations.NullMarked;
