/**
 * What callers may request. May use {@code api.authentication}, {@code api.problem} and {@code
 * api.request}.
 *
 * <p>Requests pass Spring Security's filter chain first. {@link
 * io.beta9.provisioning.api.authorization.PathPolicy} denies every path that is neither public nor
 * below {@code /api/}, and requires a caller below {@code /api/}. A path in another spelling than
 * the normal one is rejected before.
 *
 * <p><b>To authorize a new operation</b>, annotate its method with {@link
 * io.beta9.provisioning.api.authorization.Authorize}: the permission, and what determines its
 * tenant ({@code on}). Without the annotation it is denied to everyone, and {@code
 * AuthorizationTableTest} fails. The method receives the {@code Caller} in the request attribute
 * {@code BearerTokenFilter.CALLER}, already acting for the tenant that the operation concerns and
 * with the roles that apply to it: it checks no role and passes {@code caller.tenant()} to the
 * repositories. A permission that does not exist yet is a constant of {@code access.Permission}
 * with the roles that have it. Write the table of docs/security.md again ({@code
 * -Dauthorization.write=true}).
 *
 * <p><b>To add an authentication</b> for other paths, such as the cookie of a browser's session,
 * declare a bean {@code SecurityFilterChain}, made by {@link
 * io.beta9.provisioning.api.authorization.SecurityChains#forPaths}: with the prefix of its paths
 * and the filters that authenticate, among them Spring's {@code CsrfFilter} if browsers send the
 * credentials themselves. They set a {@code CallerAuthentication} in the {@code
 * SecurityContextHolder} and pass it to {@code BearerTokenFilter.accept}, so that everything behind
 * them (rate limits, {@code Authorize}, audit) treats all callers alike. Chains for such paths
 * precede that of the API.
 */
@NullMarked
package io.beta9.provisioning.api.authorization;

import org.jspecify.annotations.NullMarked;
