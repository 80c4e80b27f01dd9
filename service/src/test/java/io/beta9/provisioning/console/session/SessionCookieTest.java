package io.beta9.provisioning.console.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.session.SessionToken;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class SessionCookieTest {
  private static final SessionToken TOKEN = SessionToken.random(new Random(1));

  private static List<String> headers(SessionCookie cookie, boolean tls) {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.setSecure(tls);
    return List.of(
        cookie.set(request, TOKEN),
        cookie.clear(request),
        cookie.setSignIn(request, TOKEN),
        cookie.clearSignIn(request));
  }

  @Test
  void every_cookie_is_secure_unless_only_this_machine_can_connect() {
    assertThat(headers(new SessionCookie(false), false)).allMatch(SessionCookieTest::isSecure);
    assertThat(headers(new SessionCookie(true), true)).allMatch(SessionCookieTest::isSecure);
    assertThat(headers(new SessionCookie(true), false)).noneMatch(SessionCookieTest::isSecure);
  }

  private static boolean isSecure(String header) {
    return List.of(header.split("; ")).contains("Secure");
  }

  @Test
  void every_cookie_is_hidden_from_scripts_and_from_forms_of_other_sites() {
    assertThat(headers(new SessionCookie(false), true))
        .allSatisfy(header -> assertThat(header.split("; ")).contains("HttpOnly", "SameSite=Lax"));
  }
}
