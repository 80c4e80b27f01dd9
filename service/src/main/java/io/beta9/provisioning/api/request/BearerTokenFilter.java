package io.beta9.provisioning.api.request;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.KeyAuthenticator;
import io.beta9.provisioning.access.KeySecret;
import io.beta9.provisioning.api.problem.ProblemDetails;
import io.beta9.provisioning.api.ratelimit.RateDecision;
import io.beta9.provisioning.api.ratelimit.RateLimiter;
import io.beta9.provisioning.network.ClientNetwork;
import io.beta9.provisioning.telemetry.log.LogFields;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Authenticates requests to {@code /api/} by their bearer token.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750">RFC 6750</a>
 */
@Order(Ordered.LOWEST_PRECEDENCE - 10)
public final class BearerTokenFilter extends OncePerRequestFilter {
  /** The request attribute that holds the {@link Caller}. */
  public static final String CALLER = "io.beta9.provisioning.caller";

  private static final String SCHEME = "Bearer ";

  private final KeyAuthenticator keys;
  private final RateLimiter invalidKeys;
  private final ProblemDetails problems;

  /**
   * @param invalidKeys limits the requests of an address whose key may be a guess
   */
  public BearerTokenFilter(
      KeyAuthenticator keys, RateLimiter invalidKeys, ProblemDetails problems) {
    this.keys = keys;
    this.invalidKeys = invalidKeys;
    this.problems = problems;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !ApiPaths.isApi(request);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Optional<Caller> caller;
    try {
      Optional<KeySecret> secret = secret(request.getHeader("Authorization"));
      if (secret.isEmpty() || !keys.isFamiliar(secret.get())) {
        RateDecision decision =
            invalidKeys.decide(ClientNetwork.of(request.getRemoteAddr()).text());
        if (!decision.isAccepted()) {
          decision.describe(response);
          problems.write(request, response, decision.problem());
          return;
        }
      }
      caller = secret.flatMap(keys::authenticate);
    } catch (DataAccessException | TransactionException e) {
      problems.write(request, response, problems.of(e));
      return;
    }
    if (caller.isEmpty()) {
      response.setHeader("WWW-Authenticate", "Bearer realm=\"beta9-provisioning\"");
      problems.write(
          request,
          response,
          ProblemDetails.problem(
              HttpStatus.UNAUTHORIZED,
              "unauthenticated",
              "This request requires an API key: send 'Authorization: Bearer <key>'. "
                  + "An operator creates one with './provisioner admin keys create'."));
      return;
    }
    LogFields.put(LogFields.TENANT, caller.get().tenant().value());
    request.setAttribute(
        CALLER, RequestReason.withHeader(caller.get(), request.getHeader(RequestReason.HEADER)));
    chain.doFilter(request, response);
  }

  private static Optional<KeySecret> secret(@Nullable String header) {
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    return Optional.of(new KeySecret(header.substring(SCHEME.length()).strip()));
  }
}
