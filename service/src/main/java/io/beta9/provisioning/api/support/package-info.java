/** The support bundle of an environment. May use {@code api.authorization}, {@code api.request}. */
@NullMarked
package io.beta9.provisioning.api.support;

import org.jspecify.annotations.NullMarked;
