package io.beta9.provisioning.console.page;

import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.session.MemberRepository;
import io.beta9.provisioning.access.session.SessionRepository;
import io.beta9.provisioning.access.session.SessionToken;
import io.beta9.provisioning.api.authentication.AuthenticationFailure;
import io.beta9.provisioning.api.authentication.OidcSignIn;
import io.beta9.provisioning.api.authentication.RejectedCredentialsException;
import io.beta9.provisioning.api.authorization.PermittedToAll;
import io.beta9.provisioning.console.session.ConsolePaths;
import io.beta9.provisioning.console.session.SessionCookie;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Signing in at the identity provider. The secret of a sign-in is in a cookie of the browser that
 * started it; state, nonce and code verifier are derived from it, so that the answer to another
 * browser's request is rejected.
 */
@Controller
@PermittedToAll
public class OidcSignInResource {
  static final String PATH = ConsolePaths.SIGN_IN + "/oidc";

  /** Where the issuer sends the browser back to. */
  public static final String CALLBACK = PATH + "/callback";

  private static final int MAX_CODE_LENGTH = 4096;
  private static final Logger log = LoggerFactory.getLogger(OidcSignInResource.class);

  private final SignInPage page;
  private final Optional<OidcSignIn> issuer;
  private final SessionRepository sessions;
  private final MemberRepository members;
  private final SessionCookie cookie;
  private final AuditRepository audit;
  private final SignInAttempts attempts;

  /**
   * @param issuer empty if none is configured
   */
  public OidcSignInResource(
      SignInPage page,
      Optional<OidcSignIn> issuer,
      SessionRepository sessions,
      MemberRepository members,
      SessionCookie cookie,
      AuditRepository audit,
      SignInAttempts attempts) {
    this.page = page;
    this.issuer = issuer;
    this.sessions = sessions;
    this.members = members;
    this.cookie = cookie;
    this.audit = audit;
    this.attempts = attempts;
  }

  @GetMapping(PATH)
  ResponseEntity<byte[]> start(
      @RequestParam(defaultValue = ConsolePaths.ROOT) String to, HttpServletRequest request) {
    if (issuer.isEmpty()) {
      return page.error(HttpStatus.NOT_FOUND, "No identity provider is configured.");
    }
    if (!attempts.isAccepted(request)) {
      return tooMany();
    }
    SessionToken secret = sessions.startSignIn(SignInPage.ownPath(to));
    try {
      return ResponseEntity.status(HttpStatus.SEE_OTHER)
          .header(HttpHeaders.LOCATION, issuer.get().authorization(request(secret)).toString())
          .header(HttpHeaders.SET_COOKIE, cookie.setSignIn(request, secret))
          .build();
    } catch (AuthenticationServiceException e) {
      return unavailable(e);
    }
  }

  @GetMapping(CALLBACK)
  ResponseEntity<byte[]> callback(
      @RequestParam(defaultValue = "") String code,
      @RequestParam(defaultValue = "") String state,
      HttpServletRequest request) {
    if (issuer.isEmpty()) {
      return page.error(HttpStatus.NOT_FOUND, "No identity provider is configured.");
    }
    if (!attempts.isAccepted(request)) {
      return tooMany();
    }
    SessionToken secret = cookie.readSignIn(request).orElse(null);
    if (secret == null || !isEqual(request(secret).state(), state)) {
      return rejected(
          request,
          HttpStatus.FORBIDDEN,
          "This sign-in was started in another browser. Sign in again.");
    }
    Optional<String> path = sessions.endSignIn(secret);
    if (path.isEmpty()) {
      return rejected(
          request,
          HttpStatus.FORBIDDEN,
          "This sign-in took too long, or was used already. Sign in again.");
    }
    if (code.isEmpty() || code.length() > MAX_CODE_LENGTH) {
      return rejected(
          request,
          HttpStatus.UNAUTHORIZED,
          "The identity provider did not sign you in. Sign in again.");
    }
    try {
      Caller user = issuer.get().exchange(code, request(secret));
      SessionToken session = sessions.start(user);
      members.signedIn(user);
      audit.recordDone(
          user, new AuditAction("console.sign-in", null, null, "at the identity provider"));
      return ResponseEntity.status(HttpStatus.SEE_OTHER)
          .header(HttpHeaders.LOCATION, SignInPage.target(user, path.get()))
          .header(HttpHeaders.SET_COOKIE, cookie.set(request, session))
          .header(HttpHeaders.SET_COOKIE, cookie.clearSignIn(request))
          .build();
    } catch (RejectedCredentialsException e) {
      attempts.failed(e.failure(), request);
      return page.error(HttpStatus.UNAUTHORIZED, sentence(e));
    } catch (AuthenticationServiceException e) {
      return unavailable(e);
    }
  }

  private ResponseEntity<byte[]> rejected(
      HttpServletRequest request, HttpStatus status, String sentence) {
    attempts.failed(AuthenticationFailure.INVALID_SIGN_IN, request);
    return page.error(status, sentence);
  }

  private static String sentence(RejectedCredentialsException e) {
    return switch (e.failure()) {
      case NO_TENANT ->
          "Your account names no tenant that exists. Ask your administrator to set the claim of"
              + " the tenant.";
      case NO_ROLE -> "Your account has no role of this service. Ask your administrator for one.";
      default -> "The answer of the identity provider was not valid. Sign in again.";
    };
  }

  private ResponseEntity<byte[]> unavailable(AuthenticationServiceException e) {
    log.warn("The identity provider is unavailable: {}", e.getMessage());
    return page.error(
        HttpStatus.SERVICE_UNAVAILABLE,
        "The identity provider is unavailable. Try again, or sign in with an API key.");
  }

  private ResponseEntity<byte[]> tooMany() {
    return page.error(
        HttpStatus.TOO_MANY_REQUESTS,
        "Too many attempts from your address. Wait a minute, then try again.");
  }

  private static OidcSignIn.Request request(SessionToken secret) {
    return new OidcSignIn.Request(
        secret.derived("state"), secret.derived("nonce"), secret.derived("verifier"));
  }

  private static boolean isEqual(String expected, String actual) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), actual.getBytes(StandardCharsets.UTF_8));
  }
}
