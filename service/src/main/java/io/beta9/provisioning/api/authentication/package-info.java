/**
 * Who the caller of a request is: Spring Security's providers for bearer tokens. May use {@code
 * api.problem}.
 *
 * <p>To add another kind of bearer token, add an {@code AuthenticationProvider} for {@link
 * io.beta9.provisioning.api.authentication.BearerCredentials} to the manager in {@code
 * SecurityConfiguration}; it returns null for tokens of another kind. To add another kind of
 * credentials, such as the cookie of a session, declare a bean of type {@code SecurityFilterChain}
 * for its paths: see {@code api.authorization}. All of them end with a {@link
 * io.beta9.provisioning.api.authentication.CallerAuthentication}.
 */
@NullMarked
package io.beta9.provisioning.api.authentication;

import org.jspecify.annotations.NullMarked;
