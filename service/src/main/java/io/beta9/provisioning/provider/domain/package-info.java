/**
 * The domain of an environment: its certificate and its records. May use no other subpackage of
 * {@code provider}.
 */
@NullMarked
package io.beta9.provisioning.provider.domain;

import org.jspecify.annotations.NullMarked;
