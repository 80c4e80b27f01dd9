/** The configuration of Spring Security. May use no other subpackage of {@code app}. */
@NullMarked
package io.beta9.provisioning.app.security;

import org.jspecify.annotations.NullMarked;
