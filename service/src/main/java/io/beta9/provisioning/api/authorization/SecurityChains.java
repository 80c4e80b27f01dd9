package io.beta9.provisioning.api.authorization;

import io.beta9.provisioning.api.request.BearerTokenFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.context.NullSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Builds Spring Security's filter chains. They are built here and not by its configuration module,
 * which creates dozens of objects that are not used and takes longer than the rest of the start.
 */
public final class SecurityChains {
  private SecurityChains() {}

  /** Returns the filter with these chains; the first one that matches a request is used. */
  public static FilterChainProxy proxy(List<SecurityFilterChain> chains, AccessProblems problems) {
    FilterChainProxy proxy = new FilterChainProxy(chains);
    proxy.setFirewall(new NormalPathFirewall());
    proxy.setRequestRejectedHandler(problems);
    return proxy;
  }

  /** Returns the chain of all paths that no other chain matches. */
  public static SecurityFilterChain api(BearerTokenFilter bearer, AccessProblems problems) {
    return new DefaultSecurityFilterChain(
        request -> true, filters(List.of(bearer), new PathPolicy(), problems, problems));
  }

  /**
   * Returns a chain for some paths. It precedes that of the API.
   *
   * @param paths whether the chain is for a request, by its decoded path
   * @param authentication filters that authenticate callers, in their order
   * @param authorization decides by the authentication and the request
   * @param entryPoint answers requests that need an authentication, for example with a redirect
   * @param denied answers requests that are denied, also for a missing CSRF token
   */
  public static SecurityFilterChain forPaths(
      RequestMatcher paths,
      List<Filter> authentication,
      AuthorizationManager<HttpServletRequest> authorization,
      AuthenticationEntryPoint entryPoint,
      AccessDeniedHandler denied) {
    return new DefaultSecurityFilterChain(
        paths, filters(authentication, authorization, entryPoint, denied));
  }

  private static List<Filter> filters(
      List<? extends Filter> authentication,
      AuthorizationManager<HttpServletRequest> authorization,
      AuthenticationEntryPoint entryPoint,
      AccessDeniedHandler denied) {
    ExceptionTranslationFilter exceptions =
        new ExceptionTranslationFilter(entryPoint, new NullRequestCache());
    exceptions.setAccessDeniedHandler(denied);
    List<Filter> filters = new ArrayList<>();
    filters.add(new SecurityContextHolderFilter(new NullSecurityContextRepository()));
    filters.addAll(authentication);
    filters.add(exceptions);
    filters.add(new AuthorizationFilter(authorization));
    return filters;
  }
}
