package io.beta9.provisioning.api.request;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.KeySecret;
import io.beta9.provisioning.api.authentication.AuthenticationFailure;
import io.beta9.provisioning.api.authentication.AuthenticationLog;
import io.beta9.provisioning.api.authentication.BearerCredentials;
import io.beta9.provisioning.api.authentication.CallerAuthentication;
import io.beta9.provisioning.api.authentication.RejectedCredentialsException;
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
import java.util.function.Predicate;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Authenticates requests to {@code /api/} by their bearer token: part of Spring Security's filter
 * chain.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750">RFC 6750</a>
 */
public final class BearerTokenFilter extends OncePerRequestFilter {
  /** The request attribute that holds the {@link Caller}. */
  public static final String CALLER = "io.beta9.provisioning.caller";

  /**
   * What verifies tokens.
   *
   * @param isFamiliar whether a token was valid recently; others may be guesses
   */
  public record Authenticators(AuthenticationManager manager, Predicate<KeySecret> isFamiliar) {}

  private final Authenticators authenticators;
  private final RateLimiter invalidKeys;
  private final AuthenticationLog log;
  private final ProblemDetails problems;

  /**
   * @param invalidKeys limits the requests of an address whose key may be a guess
   */
  public BearerTokenFilter(
      Authenticators authenticators,
      RateLimiter invalidKeys,
      AuthenticationLog log,
      ProblemDetails problems) {
    this.authenticators = authenticators;
    this.invalidKeys = invalidKeys;
    this.log = log;
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
    Optional<BearerCredentials> credentials =
        BearerCredentials.of(request.getHeader(HttpHeaders.AUTHORIZATION));
    try {
      if (credentials.isEmpty() || !authenticators.isFamiliar().test(credentials.get().secret())) {
        RateDecision decision =
            invalidKeys.decide(ClientNetwork.of(request.getRemoteAddr()).text());
        if (!decision.isAccepted()) {
          decision.describe(response);
          problems.write(request, response, decision.problem());
          return;
        }
      }
      if (credentials.isPresent()
          && authenticators.manager().authenticate(credentials.get())
              instanceof CallerAuthentication known) {
        accept(known, request);
      }
    } catch (DataAccessException | TransactionException e) {
      problems.write(request, response, problems.of(e));
      return;
    } catch (AuthenticationServiceException e) {
      problems.write(
          request,
          response,
          ProblemDetails.problem(
              HttpStatus.SERVICE_UNAVAILABLE,
              "identity-provider-unavailable",
              "The access token cannot be verified, because the keys of its issuer cannot be read."
                  + " API keys are accepted. Repeat the request."));
      return;
    } catch (AuthenticationException e) {
      AuthenticationFailure failure =
          e instanceof RejectedCredentialsException rejected
              ? rejected.failure()
              : AuthenticationFailure.INVALID_TOKEN;
      log.failed(failure, request.getRemoteAddr());
      unauthenticated(failure, request, response, problems);
      return;
    }
    if (credentials.isEmpty()) {
      log.failed(AuthenticationFailure.MISSING, request.getRemoteAddr());
    }
    chain.doFilter(request, response);
  }

  /** Makes an authenticated caller the caller of the request. */
  public static void accept(CallerAuthentication authentication, HttpServletRequest request) {
    Caller caller = authentication.caller();
    LogFields.put(LogFields.TENANT, caller.tenant().value());
    request.setAttribute(
        CALLER, RequestReason.withHeader(caller, request.getHeader(RequestReason.HEADER)));
    SecurityContextHolder.setContext(new SecurityContextImpl(authentication));
  }

  /** Answers a request that has no valid credentials. */
  public static void unauthenticated(
      HttpServletRequest request, HttpServletResponse response, ProblemDetails problems)
      throws IOException {
    unauthenticated(AuthenticationFailure.MISSING, request, response, problems);
  }

  private static void unauthenticated(
      AuthenticationFailure failure,
      HttpServletRequest request,
      HttpServletResponse response,
      ProblemDetails problems)
      throws IOException {
    response.setHeader(
        "WWW-Authenticate",
        "Bearer realm=\"beta9-provisioning\""
            + (failure == AuthenticationFailure.MISSING ? "" : ", error=\"invalid_token\""));
    problems.write(
        request,
        response,
        ProblemDetails.problem(
            HttpStatus.UNAUTHORIZED,
            "unauthenticated",
            failure.sentence()
                + " Send 'Authorization: Bearer <key>'. An administrator of the tenant creates a"
                + " key with './provisioner keys create'."));
  }
}
