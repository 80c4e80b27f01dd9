package io.beta9.provisioning.api.idempotency;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.api.problem.BadRequestException;
import io.beta9.provisioning.api.problem.ProblemDetails;
import io.beta9.provisioning.api.problem.RequestInProgressException;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.api.request.BoundedRequestBody;
import io.beta9.provisioning.intake.IdempotencyKey;
import io.beta9.provisioning.intake.IdempotencyKeyReusedException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.ContentCachingResponseWrapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * Executes a POST with an {@code Idempotency-Key} once: repetitions are answered with the first
 * response, without its secrets, and wait for it while it is in progress. Requests that were
 * rejected or failed can be repeated with the same key. A dry run has no effect, so its key is not
 * recorded.
 */
@Order(Ordered.LOWEST_PRECEDENCE - 6)
public final class IdempotencyFilter extends OncePerRequestFilter {
  public static final String HEADER = "Idempotency-Key";

  private static final Logger log = LoggerFactory.getLogger(IdempotencyFilter.class);

  /** The response header of a repetition. */
  static final String REPLAYED = "Idempotency-Replayed";

  /** Longer than any request takes. */
  private static final Duration ABANDONED_AFTER = Duration.ofMinutes(15);

  private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
  private static final int MAX_POLLS = 400;

  private final IdempotentRequestRepository requests;
  private final ProblemDetails problems;
  private final JsonMapper json;

  public IdempotencyFilter(
      IdempotentRequestRepository requests, ProblemDetails problems, JsonMapper json) {
    this.requests = requests;
    this.problems = problems;
    this.json = json;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getMethod().equals("POST")
        || request.getHeader(HEADER) == null
        || "true".equals(request.getParameter("dry_run"));
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!(request.getAttribute(BearerTokenFilter.CALLER) instanceof Caller caller)) {
      chain.doFilter(request, response);
      return;
    }
    byte[] body = BoundedRequestBody.read(request);
    try {
      IdempotencyKey key = key(caller, request, body);
      Optional<StoredResponse> known = begin(caller.tenant(), key);
      if (known.isPresent()) {
        replay(known.get(), request, response);
      } else {
        execute(caller.tenant(), key, new RepeatableRequest(request, body), response, chain);
      }
    } catch (BadRequestException
        | IdempotencyKeyReusedException
        | RequestInProgressException
        | DataAccessException
        | TransactionException e) {
      problems.write(request, response, problems.of(e));
    }
  }

  /** The hash contains the caller, because a repetition is not authorized again. */
  private static IdempotencyKey key(Caller caller, HttpServletRequest request, byte[] body) {
    String key = String.valueOf(request.getHeader(HEADER));
    if (key.isBlank()
        || key.length() > IdempotencyKey.MAX_LENGTH
        || key.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new BadRequestException(
          HEADER, "must have 1 to " + IdempotencyKey.MAX_LENGTH + " printable ASCII characters");
    }
    String query = request.getQueryString();
    return IdempotencyKey.of(
        key,
        caller.keyId()
            + " "
            + request.getMethod()
            + " "
            + request.getRequestURI()
            + (query == null ? "" : "?" + query),
        body);
  }

  /** Returns the response to the first request; empty if this one is the first. */
  private Optional<StoredResponse> begin(TenantId tenant, IdempotencyKey key) {
    for (int poll = 0; poll < MAX_POLLS; poll++) {
      if (requests.begin(tenant, key, ABANDONED_AFTER)) {
        return Optional.empty();
      }
      Optional<IdempotentRequestRepository.KnownRequest> known = requests.find(tenant, key);
      if (known.isPresent()) {
        if (!Arrays.equals(known.get().requestSha256(), key.requestSha256())) {
          throw new IdempotencyKeyReusedException(key.key());
        }
        if (known.get().response() != null) {
          return Optional.of(known.get().response());
        }
      }
      try {
        Thread.sleep(POLL_INTERVAL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    throw new RequestInProgressException(key.key());
  }

  private void execute(
      TenantId tenant,
      IdempotencyKey key,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws ServletException, IOException {
    ContentCachingResponseWrapper kept = new ContentCachingResponseWrapper(response);
    boolean executed = false;
    try {
      chain.doFilter(request, kept);
      executed = HttpStatusCode.valueOf(kept.getStatus()).is2xxSuccessful();
    } finally {
      if (!executed) {
        requests.forget(tenant, key);
      }
    }
    if (executed) {
      finish(tenant, key, request, kept);
    }
    kept.copyBodyToResponse();
  }

  /**
   * Stores the response. If that fails, the request has been executed nevertheless: its response is
   * sent, and the key stays in progress, so that a repetition does not execute it again
   * immediately.
   */
  private void finish(
      TenantId tenant,
      IdempotencyKey key,
      HttpServletRequest request,
      ContentCachingResponseWrapper kept) {
    StoredResponse response =
        new StoredResponse(
            kept.getStatus(),
            request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE)
                    instanceof String route
                ? route
                : null,
            kept.getContentType(),
            kept.getHeader(HttpHeaders.LOCATION),
            replayedBody(request, kept));
    try {
      requests.finish(tenant, key, response);
    } catch (DataAccessException | TransactionException e) {
      log.warn("The response to a request with an idempotency key could not be stored", e);
    }
  }

  private byte @Nullable [] replayedBody(
      HttpServletRequest request, ContentCachingResponseWrapper kept) {
    Object withoutSecret = request.getAttribute(ReplayedBody.ATTRIBUTE);
    if (withoutSecret != null) {
      return json.writeValueAsBytes(withoutSecret);
    }
    String caching = kept.getHeader(HttpHeaders.CACHE_CONTROL);
    return caching != null && caching.contains("no-store") ? null : kept.getContentAsByteArray();
  }

  private void replay(
      StoredResponse first, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader(REPLAYED, "true");
    request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, first.route());
    byte[] body = first.body();
    if (body == null) {
      problems.write(
          request,
          response,
          ProblemDetails.problem(
              HttpStatus.CONFLICT,
              "already-executed",
              "The request was executed before. Its response contained a secret, which is not"
                  + " returned again."));
      return;
    }
    response.setStatus(first.status());
    if (first.location() != null) {
      response.setHeader(HttpHeaders.LOCATION, first.location());
    }
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    if (first.contentType() != null) {
      response.setContentType(first.contentType());
    }
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
