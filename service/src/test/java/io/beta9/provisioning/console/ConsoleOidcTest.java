package io.beta9.provisioning.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.beta9.provisioning.api.authentication.SignedTokenIssuer;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in to the console at an identity provider. */
class ConsoleOidcTest {
  private static final String START = "/console/sign-in/oidc";
  private static final String CALLBACK = START + "/callback?";
  private static final String PRODUCTION = "/console/environments/env_000a1b2c3000";

  private static SignedTokenIssuer issuer;
  private static ConsoleFixture fixture;

  @BeforeAll
  static void start() {
    issuer = new SignedTokenIssuer();
    fixture =
        ConsoleFixture.start(
            Map.of(
                "OIDC_ISSUER", issuer.url(),
                "OIDC_AUDIENCE", SignedTokenIssuer.AUDIENCE,
                "OIDC_ROLES_CLAIM", "realm_access.roles",
                "CONSOLE_OIDC_CLIENT_ID", "console",
                "CONSOLE_PUBLIC_URL", "http://127.0.0.1:8080"));
  }

  @BeforeEach
  void forget() {
    fixture.jdbc.sql("delete from console_sessions").update();
  }

  @AfterAll
  static void stop() {
    fixture.close();
    issuer.close();
  }

  private static JWTClaimsSet.Builder claims() {
    return issuer.claims().audience("console");
  }

  private static JWTClaimsSet.Builder claims(String role) {
    return claims().claim("realm_access", Map.of("roles", List.of("provisioning-" + role)));
  }

  private static String location(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(303);
    return response.headers().firstValue("Location").orElseThrow();
  }

  /** Lets the browser go to the issuer, and returns the query with which it comes back. */
  private static String atIssuer(ConsoleClient browser, String to, JWTClaimsSet.Builder claims) {
    return issuer.signIn(URI.create(location(browser.get(START + "?to=" + to))), claims);
  }

  private static ConsoleClient signedIn(JWTClaimsSet.Builder claims) {
    ConsoleClient browser = new ConsoleClient(fixture);
    location(browser.get(CALLBACK + atIssuer(browser, "/console", claims)));
    return browser;
  }

  @Test
  void a_user_signs_in_and_comes_to_the_page_that_was_requested() {
    ConsoleClient browser = new ConsoleClient(fixture);
    assertThat(browser.get("/console/sign-in").body()).contains("Sign in with your account");
    String answer = atIssuer(browser, PRODUCTION, claims());
    assertThat(location(browser.get(CALLBACK + answer))).isEqualTo(PRODUCTION);
    assertThat(browser.get(PRODUCTION).body())
        .contains(">production<")
        .contains("ann")
        .contains("Destroy");
    assertThat(
            fixture
                .jdbc
                .sql("select count(*) from audit where key_id = 'oidc:1f0c' and action = :a")
                .param("a", "console.sign-in")
                .query(Long.class)
                .single())
        .isPositive();
  }

  @Test
  void the_claims_determine_tenant_and_role() {
    ConsoleClient viewer = signedIn(claims("viewer"));
    assertThat(viewer.get("/console").body()).contains("production").doesNotContain("globex-main");
    assertThat(viewer.get(PRODUCTION).body()).doesNotContain("/destroy\"");
    assertThat(viewer.submit(PRODUCTION + "/destroy", Map.of("confirm", "production")).statusCode())
        .isEqualTo(403);
    ConsoleClient operator = signedIn(claims("operator"));
    assertThat(operator.get("/console").body()).contains("globex-main");
    ConsoleClient other = signedIn(claims().claim("provisioning_tenant", "globex"));
    assertThat(other.get(PRODUCTION).statusCode()).isEqualTo(404);
  }

  @Test
  void an_answer_to_another_browsers_request_is_rejected() {
    ConsoleClient attacker = new ConsoleClient(fixture);
    String answer = atIssuer(attacker, "/console", claims());
    assertThat(new ConsoleClient(fixture).get(CALLBACK + answer).statusCode()).isEqualTo(403);
    ConsoleClient victim = new ConsoleClient(fixture);
    atIssuer(victim, "/console", claims());
    assertThat(victim.get(CALLBACK + answer).statusCode()).isEqualTo(403);
    assertThat(sessions()).isZero();
  }

  @Test
  void an_answer_is_used_once() {
    ConsoleClient browser = new ConsoleClient(fixture);
    String answer = atIssuer(browser, "/console", claims());
    String cookie = browser.cookie();
    location(browser.get(CALLBACK + answer));
    ConsoleClient copy = new ConsoleClient(fixture);
    assertThat(
            copy.send(copy.request(CALLBACK + answer).header("Cookie", cookie).GET()).statusCode())
        .isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"audience", "nonce", "issuer", "expired", "role", "tenant", "party"})
  void a_token_that_is_not_for_this_sign_in_is_rejected(String defect) {
    JWTClaimsSet.Builder claims =
        switch (defect) {
          case "audience" -> issuer.claims();
          case "nonce" -> claims().claim("nonce", "of another request");
          case "issuer" -> claims().issuer("https://issuer.example");
          case "expired" ->
              claims()
                  .expirationTime(java.util.Date.from(java.time.Instant.now().minusSeconds(90)));
          case "role" -> claims("unknown-role");
          case "tenant" -> claims().claim("provisioning_tenant", "unknown");
          default -> claims().audience(List.of("console", "other")).claim("azp", "other");
        };
    ConsoleClient browser = new ConsoleClient(fixture);
    HttpResponse<String> response = browser.get(CALLBACK + atIssuer(browser, "/console", claims));
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).contains("role=\"alert\"");
    assertThat(sessions()).isZero();
  }

  @Test
  void a_code_that_the_issuer_does_not_know_or_denied_does_not_sign_in() {
    for (String answer : List.of("code=guessed", "error=access_denied", "code=")) {
      ConsoleClient browser = new ConsoleClient(fixture);
      String state = atIssuer(browser, "/console", claims()).replaceAll(".*state=", "");
      assertThat(browser.get(CALLBACK + answer + "&state=" + state).statusCode()).isEqualTo(401);
    }
    for (String reason : List.of("invalid_sign_in", "invalid_token")) {
      assertThat(
              fixture
                  .service
                  .part(MeterRegistry.class)
                  .get("authentication.failures")
                  .tag("reason", reason)
                  .counter()
                  .count())
          .as(reason)
          .isPositive();
    }
  }

  @Test
  void signing_out_everywhere_ends_all_sessions_of_the_user_and_no_other() {
    ConsoleClient first = signedIn(claims());
    ConsoleClient second = signedIn(claims());
    ConsoleClient other = signedIn(claims().subject("2a2a"));
    first.submit("/console/sign-out", Map.of("everywhere", "on"));
    assertThat(second.get("/console").statusCode()).isEqualTo(303);
    assertThat(other.get("/console").statusCode()).isEqualTo(200);
  }

  @Test
  void an_administrator_sees_the_members_and_signs_one_out_everywhere() {
    ConsoleClient first = signedIn(claims("viewer").subject("3b3b"));
    ConsoleClient second = signedIn(claims("viewer").subject("3b3b"));
    ConsoleClient admin = signedIn(claims("admin").subject("4c4c"));
    String page = admin.get("/console/access").body();
    assertThat(page)
        .containsPattern(
            "(?s)oidc:3b3b</span></td><td[^>]*>viewer</td>.*?<td class=\"number\"[^>]*>2</td>")
        .containsPattern("(?s)oidc:4c4c</span></td><td[^>]*>admin</td>");
    Map<String, String> member = Map.of("user", "oidc:3b3b");
    ConsoleClient other =
        signedIn(claims("admin").subject("5d5d").claim("provisioning_tenant", "globex"));
    assertThat(other.get("/console/access").body()).doesNotContain("oidc:3b3b");
    assertThat(other.submit("/console/access/members/sign-out", member).statusCode())
        .isEqualTo(404);

    assertThat(admin.submit("/console/access/members/sign-out", member).statusCode())
        .isEqualTo(303);
    assertThat(first.get("/console").statusCode()).isEqualTo(303);
    assertThat(second.get("/console").statusCode()).isEqualTo(303);
    assertThat(admin.get("/console/access").body())
        .containsPattern(
            "(?s)oidc:3b3b</span></td><td[^>]*>viewer</td>.*?<td class=\"number\"[^>]*>0</td>");
  }

  @Test
  void a_session_ends_after_twelve_hours_because_roles_may_have_been_withdrawn() {
    signedIn(claims());
    assertThat(
            fixture
                .jdbc
                .sql("select max(expires_at) < now() + interval '12 hours' from console_sessions")
                .query(Boolean.class)
                .single())
        .isTrue();
  }

  private static long sessions() {
    return fixture.jdbc.sql("select count(*) from console_sessions").query(Long.class).single();
  }
}
