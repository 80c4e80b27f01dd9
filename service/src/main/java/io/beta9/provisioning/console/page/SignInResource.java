package io.beta9.provisioning.console.page;

import static io.beta9.provisioning.console.html.Tags.button;
import static io.beta9.provisioning.console.html.Tags.code;
import static io.beta9.provisioning.console.html.Tags.h1;
import static io.beta9.provisioning.console.html.Tags.hidden;
import static io.beta9.provisioning.console.html.Tags.p;

import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.KeyAuthenticator;
import io.beta9.provisioning.access.KeyCheck;
import io.beta9.provisioning.access.KeyRejection;
import io.beta9.provisioning.access.KeyRoles;
import io.beta9.provisioning.access.KeySecret;
import io.beta9.provisioning.access.session.SessionRepository;
import io.beta9.provisioning.access.session.SessionToken;
import io.beta9.provisioning.api.authentication.AuthenticationFailure;
import io.beta9.provisioning.api.authorization.PermittedToAll;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.html.Tags;
import io.beta9.provisioning.console.html.Tags.Fact;
import io.beta9.provisioning.console.session.ConsolePaths;
import io.beta9.provisioning.console.session.FormData;
import io.beta9.provisioning.console.session.LoopbackHost;
import io.beta9.provisioning.console.session.SessionCookie;
import io.beta9.provisioning.console.session.SignedIn;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** Signing in with an API key or a link that works once, and signing out. */
@Controller
@PermittedToAll
public class SignInResource {
  private final PageFrame frame;
  private final SignInPage signIn;
  private final KeyAuthenticator keys;
  private final SessionRepository sessions;
  private final SessionCookie cookie;
  private final AuditRepository audit;
  private final SignInAttempts attempts;

  public SignInResource(
      PageFrame frame,
      SignInPage signIn,
      KeyAuthenticator keys,
      SessionRepository sessions,
      SessionCookie cookie,
      AuditRepository audit,
      SignInAttempts attempts) {
    this.frame = frame;
    this.signIn = signIn;
    this.keys = keys;
    this.sessions = sessions;
    this.cookie = cookie;
    this.audit = audit;
    this.attempts = attempts;
  }

  @GetMapping("/")
  ResponseEntity<byte[]> root() {
    return PageFrame.redirect(ConsolePaths.ROOT);
  }

  @GetMapping(ConsolePaths.SIGN_IN)
  ResponseEntity<byte[]> form(@RequestParam(defaultValue = ConsolePaths.ROOT) String to) {
    return signIn.html(HttpStatus.OK, to, Html.none());
  }

  @PostMapping(ConsolePaths.SIGN_IN)
  ResponseEntity<byte[]> signIn(
      @RequestAttribute(FormData.ATTRIBUTE) FormData form, HttpServletRequest request) {
    if (!attempts.isAccepted(request)) {
      return signIn.html(
          HttpStatus.TOO_MANY_REQUESTS,
          form.get("to"),
          SignInPage.message(
              "Too many attempts from your address. Wait a minute, then try again."));
    }
    return switch (keys.check(new KeySecret(form.get("key")))) {
      case KeyCheck.ValidKey known -> start(request, known.caller(), "key", form.get("to"));
      case KeyCheck.InvalidKey invalid -> {
        attempts.failed(AuthenticationFailure.of(invalid.reason()), request);
        yield signIn.html(
            HttpStatus.UNAUTHORIZED,
            form.get("to"),
            SignInPage.message(
                invalid.reason() == KeyRejection.EXPIRED
                    ? "This key has expired. An administrator of your tenant creates a new one."
                    : "This key is unknown or revoked. A key begins with b9p_."));
      }
    };
  }

  /** The demo prints such a link. It works once, and only on the machine of the service. */
  @GetMapping(ConsolePaths.SIGN_IN + "/link")
  ResponseEntity<byte[]> link(
      @RequestParam(defaultValue = "") String token, HttpServletRequest request) {
    if (!cookie.isLoopbackOnly() || !LoopbackHost.isLocal(request)) {
      return signIn.html(
          HttpStatus.FORBIDDEN,
          ConsolePaths.ROOT,
          SignInPage.message("Links for signing in work on the machine of the service only."));
    }
    Optional<String> key = SessionToken.parse(token).flatMap(sessions::useLink);
    SessionToken session = key.map(sessions::start).orElse(null);
    Optional<Caller> caller = session == null ? Optional.empty() : sessions.find(session);
    if (session == null || caller.isEmpty()) {
      attempts.failed(AuthenticationFailure.INVALID_LINK, request);
      return signIn.html(
          HttpStatus.UNAUTHORIZED,
          ConsolePaths.ROOT,
          SignInPage.message(
              "This link was used already or has expired. Sign in with an API key."));
    }
    return started(request, caller.get(), session, "link", ConsolePaths.ROOT);
  }

  @PostMapping(ConsolePaths.ROOT + "/sign-out")
  ResponseEntity<byte[]> signOut(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @RequestAttribute(FormData.ATTRIBUTE) FormData form,
      HttpServletRequest request) {
    if (form.isChecked("everywhere")) {
      int ended = sessions.endAll(user.caller().keyId());
      audit.recordDone(
          user.caller(), new AuditAction("console.sign-out", null, null, ended + " sessions"));
    } else {
      sessions.end(user.token());
    }
    return ResponseEntity.status(HttpStatus.SEE_OTHER)
        .header(HttpHeaders.LOCATION, ConsolePaths.SIGN_IN)
        .header(HttpHeaders.SET_COOKIE, cookie.clear(request))
        .build();
  }

  private ResponseEntity<byte[]> start(
      HttpServletRequest request, Caller caller, String means, String to) {
    return started(request, caller, sessions.start(caller.keyId()), means, to);
  }

  private ResponseEntity<byte[]> started(
      HttpServletRequest request, Caller caller, SessionToken session, String means, String to) {
    audit.recordDone(caller, new AuditAction("console.sign-in", null, null, "with a " + means));
    return ResponseEntity.status(HttpStatus.SEE_OTHER)
        .header(HttpHeaders.LOCATION, SignInPage.target(caller, to))
        .header(HttpHeaders.SET_COOKIE, cookie.set(request, session))
        .build();
  }

  /** Who is signed in, and the other sessions of the same key. */
  @GetMapping(ConsolePaths.ROOT + "/session")
  ResponseEntity<byte[]> session(@RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user) {
    return frame.page(
        HttpStatus.OK,
        user,
        null,
        "Session",
        Tags.div("page-head", h1("Session")),
        Tags.card(
            user.caller().name(),
            Tags.facts(
                List.of(
                    new Fact("Tenant", user.caller().tenant().value()),
                    new Fact("Roles", KeyRoles.codes(user.caller().roles())),
                    new Fact("Credentials", code(user.caller().keyId()))))),
        Tags.card(
            "Sign out everywhere",
            p("", "Ends all your sessions in this and every other browser."),
            PageFrame.form(
                user,
                ConsolePaths.ROOT + "/sign-out",
                hidden("everywhere", "on"),
                button("danger-quiet", "Sign out everywhere"))));
  }
}
