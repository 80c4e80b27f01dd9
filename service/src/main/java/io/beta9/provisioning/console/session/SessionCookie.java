package io.beta9.provisioning.console.session;

import io.beta9.provisioning.access.session.SessionToken;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.ResponseCookie;

/**
 * The cookie that holds the token of a session. Scripts cannot read it, and other sites cannot send
 * it with a form. Over TLS, a browser accepts it from this host only: another host of the same
 * domain cannot set it, and so cannot make a user work in another user's session.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6265#section-8.6">Weak integrity of cookies</a>
 */
public final class SessionCookie {
  private static final String NAME = "beta9_console";

  /** Browsers accept such a cookie only with TLS, for all paths, and for no domain. */
  private static final String OF_THIS_HOST_ONLY = "__Host-";

  /** Holds the secret of a sign-in while the browser is at the identity provider. */
  private static final String SIGN_IN_NAME = "beta9_console_sign_in";

  private final boolean loopbackOnly;

  /**
   * @param loopbackOnly whether only this machine can connect, so that plain HTTP is acceptable
   */
  public SessionCookie(boolean loopbackOnly) {
    this.loopbackOnly = loopbackOnly;
  }

  public boolean isLoopbackOnly() {
    return loopbackOnly;
  }

  /** Returns the token that a request contains. */
  Optional<SessionToken> read(HttpServletRequest request) {
    return read(request, NAME);
  }

  /** Returns the secret of a sign-in that a request contains. */
  public Optional<SessionToken> readSignIn(HttpServletRequest request) {
    return read(request, SIGN_IN_NAME);
  }

  private Optional<SessionToken> read(HttpServletRequest request, String plainName) {
    String name = name(request, plainName);
    Cookie[] cookies = request.getCookies();
    if (cookies == null) {
      return Optional.empty();
    }
    for (Cookie cookie : cookies) {
      if (cookie.getName().equals(name)) {
        return SessionToken.parse(cookie.getValue());
      }
    }
    return Optional.empty();
  }

  /** Returns the header that sets the cookie. It ends with the browser; the session, before. */
  public String set(HttpServletRequest request, SessionToken token) {
    return cookie(request, NAME, token.text()).build().toString();
  }

  /** Returns the header that sets the cookie of a sign-in, for ten minutes. */
  public String setSignIn(HttpServletRequest request, SessionToken secret) {
    return cookie(request, SIGN_IN_NAME, secret.text())
        .maxAge(Duration.ofMinutes(10))
        .build()
        .toString();
  }

  /** Returns the header that deletes the cookie of a sign-in. */
  public String clearSignIn(HttpServletRequest request) {
    return cookie(request, SIGN_IN_NAME, "").maxAge(0).build().toString();
  }

  /** Returns the header that deletes the cookie. */
  public String clear(HttpServletRequest request) {
    return cookie(request, NAME, "").maxAge(0).build().toString();
  }

  private ResponseCookie.ResponseCookieBuilder cookie(
      HttpServletRequest request, String name, String value) {
    return ResponseCookie.from(name(request, name), value)
        .path(isSecure(request) ? "/" : ConsolePaths.ROOT)
        .httpOnly(true)
        .sameSite("Lax")
        .secure(isSecure(request));
  }

  private String name(HttpServletRequest request, String plainName) {
    return (isSecure(request) ? OF_THIS_HOST_ONLY : "") + plainName;
  }

  private boolean isSecure(HttpServletRequest request) {
    return !loopbackOnly || request.isSecure();
  }
}
