package io.beta9.provisioning.console.session;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.session.SessionRepository;
import io.beta9.provisioning.access.session.SessionToken;
import io.beta9.provisioning.api.authentication.CallerAuthentication;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.database.SchemaReadiness;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Part of Spring Security's filter chain of the console. Authenticates requests by their session,
 * checks the origin of every change, and sets the headers that keep a browser from executing
 * anything that is not an asset of the console.
 */
public final class SessionFilter extends OncePerRequestFilter {
  /** The field of a form that proves that the console has written it. */
  public static final String FORM_TOKEN = "form_token";

  static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final Supplier<SessionRepository> sessions;
  private final SessionCookie cookie;
  private final SchemaReadiness schema;

  public SessionFilter(
      Supplier<SessionRepository> sessions, SessionCookie cookie, SchemaReadiness schema) {
    this.sessions = sessions;
    this.cookie = cookie;
    this.schema = schema;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !ConsolePaths.isConsole(request);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    secure(response);
    boolean changes = request.getMethod().equals("POST");
    if (changes && isFromOtherSite(request)) {
      plain(response, HttpServletResponse.SC_FORBIDDEN, "This form was sent by another site.");
      return;
    }
    if (!ConsolePaths.needsSession(request)) {
      if (changes) {
        request.setAttribute(
            FormData.ATTRIBUTE, FormData.read(request, FormData.MAX_SIGN_IN_BYTES));
      }
      chain.doFilter(request, response);
      return;
    }
    if (!schema.isReady()) {
      unavailable(response, "The service is starting. Reload this page in a few seconds.");
      return;
    }
    Optional<SessionToken> token = cookie.read(request);
    Optional<Caller> caller;
    try {
      caller = token.flatMap(known -> sessions.get().find(known));
    } catch (DataAccessException | TransactionException e) {
      unavailable(response, "The database is unavailable. Reload this page in a few seconds.");
      return;
    }
    if (caller.isEmpty()) {
      signIn(request, response);
      return;
    }
    if (changes) {
      request.setAttribute(FormData.ATTRIBUTE, FormData.read(request, FormData.MAX_BYTES));
    }
    if (changes
        && request.getAttribute(FormData.ATTRIBUTE) instanceof FormData form
        && !token.orElseThrow().hasFormToken(form.get(FORM_TOKEN))) {
      plain(
          response,
          HttpServletResponse.SC_FORBIDDEN,
          "This form belongs to another session, or was too long. Go back, reload the page, and"
              + " send it again.");
      return;
    }
    request.setAttribute(SignedIn.ATTRIBUTE, new SignedIn(caller.get(), token.orElseThrow()));
    // The limits of a key apply to its sessions as well.
    BearerTokenFilter.accept(new CallerAuthentication(caller.get()), request);
    chain.doFilter(request, response);
  }

  private static void secure(HttpServletResponse response) {
    response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
  }

  /** Browsers send one of the two headers with every form. */
  private static boolean isFromOtherSite(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return !site.equals("same-origin") && !site.equals("none");
    }
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return origin != null && !origin.endsWith("://" + request.getHeader(HttpHeaders.HOST));
  }

  private static void signIn(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (isByScript(request)) {
      plain(response, HttpServletResponse.SC_UNAUTHORIZED, "The session has ended. Sign in again.");
      return;
    }
    boolean page = request.getMethod().equals("GET");
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader(
        HttpHeaders.LOCATION,
        ConsolePaths.SIGN_IN
            + (page && !ConsolePaths.of(request).equals(ConsolePaths.ROOT)
                ? "?to=" + URLEncoder.encode(ConsolePaths.of(request), StandardCharsets.UTF_8)
                : ""));
  }

  private static boolean isByScript(HttpServletRequest request) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return request.getHeader("HX-Request") != null
        || (accept != null && accept.contains(MediaType.TEXT_EVENT_STREAM_VALUE));
  }

  private static void unavailable(HttpServletResponse response, String text) throws IOException {
    response.setHeader(HttpHeaders.RETRY_AFTER, "5");
    plain(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, text);
  }

  private static void plain(HttpServletResponse response, int status, String text)
      throws IOException {
    response.setStatus(status);
    response.setContentType("text/plain;charset=UTF-8");
    response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }
}
