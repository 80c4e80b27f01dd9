/** The configuration of Spring Security. May use {@code app.server}. */
@NullMarked
package io.beta9.provisioning.app.security;

import org.jspecify.annotations.NullMarked;
