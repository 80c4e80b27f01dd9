package io.beta9.provisioning.console.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.session.SessionToken;
import jakarta.servlet.http.Cookie;
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

  /** A cookie with this prefix and a domain, or without TLS, is rejected by browsers. */
  @Test
  void over_tls_no_other_host_of_the_domain_can_set_a_cookie() {
    assertThat(headers(new SessionCookie(false), true))
        .allMatch(header -> header.startsWith("__Host-beta9_console"))
        .allSatisfy(
            header ->
                assertThat(header.split("; "))
                    .contains("Path=/", "Secure")
                    .noneMatch(part -> part.startsWith("Domain")));
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.setSecure(true);
    request.setCookies(
        new Cookie("beta9_console", TOKEN.text()),
        new Cookie("beta9_console_sign_in", TOKEN.text()));
    SessionCookie cookie = new SessionCookie(false);

    assertThat(cookie.read(request)).isEmpty();
    assertThat(cookie.readSignIn(request)).isEmpty();

    request.setCookies(new Cookie("__Host-beta9_console", TOKEN.text()));
    assertThat(cookie.read(request)).contains(TOKEN);
  }

  @Test
  void without_tls_on_one_machine_the_cookie_is_sent_to_the_console_only() {
    assertThat(headers(new SessionCookie(true), false))
        .allMatch(header -> header.startsWith("beta9_console"))
        .allSatisfy(header -> assertThat(header.split("; ")).contains("Path=/console"));
  }
}
