/**
 * The resources that an operation changes. May use {@code api.authorization}, {@code api.request}.
 */
@NullMarked
package io.beta9.provisioning.api.progress;

import org.jspecify.annotations.NullMarked;
