/**
 * The commands {@code demo} and {@code up}: start, progress and shutdown of a complete installation
 * on one machine.
 */
@NullMarked
package io.beta9.provisioning.devstack.demo;

import org.jspecify.annotations.NullMarked;
