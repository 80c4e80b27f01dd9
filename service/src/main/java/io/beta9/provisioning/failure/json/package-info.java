/**
 * The stored form of failures: JSON in the columns {@code failure}. May use no other subpackage of
 * {@code failure}.
 */
@NullMarked
package io.beta9.provisioning.failure.json;

import org.jspecify.annotations.NullMarked;
