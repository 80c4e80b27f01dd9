/**
 * Checks of the prerequisites on this machine, for the command {@code doctor} and for the
 * development stack.
 */
@NullMarked
package io.beta9.provisioning.doctor;

import org.jspecify.annotations.NullMarked;
