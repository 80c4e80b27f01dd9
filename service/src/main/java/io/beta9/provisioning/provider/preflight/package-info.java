/**
 * Findings of the checks of an account before anything is created in it. May use no other
 * subpackage of {@code provider}.
 */
@NullMarked
package io.beta9.provisioning.provider.preflight;

import org.jspecify.annotations.NullMarked;
