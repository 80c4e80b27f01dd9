package io.beta9.provisioning.console.session;

import io.beta9.provisioning.access.session.SessionToken;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.ResponseCookie;

/**
 * The cookie that holds the token of a session. Scripts cannot read it, other sites cannot send it
 * with a form, and it is sent to the console only.
 */
public final class SessionCookie {
  private static final String NAME = "beta9_console";

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

  private static Optional<SessionToken> read(HttpServletRequest request, String name) {
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
    return ResponseCookie.from(name, value)
        .path(ConsolePaths.ROOT)
        .httpOnly(true)
        .sameSite("Lax")
        .secure(!loopbackOnly || request.isSecure());
  }
}
