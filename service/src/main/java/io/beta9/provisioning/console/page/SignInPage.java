package io.beta9.provisioning.console.page;

import static io.beta9.provisioning.console.html.Tags.button;
import static io.beta9.provisioning.console.html.Tags.code;
import static io.beta9.provisioning.console.html.Tags.field;
import static io.beta9.provisioning.console.html.Tags.h1;
import static io.beta9.provisioning.console.html.Tags.hidden;
import static io.beta9.provisioning.console.html.Tags.input;
import static io.beta9.provisioning.console.html.Tags.p;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.session.ConsolePaths;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/** The page on which users sign in. */
public final class SignInPage {
  private static final Pattern OWN_PATH = Pattern.compile("/console(/[A-Za-z0-9_./-]{0,200})?");

  private final PageFrame frame;
  private final boolean hasIssuer;

  /**
   * @param hasIssuer whether users can sign in at an identity provider
   */
  public SignInPage(PageFrame frame, boolean hasIssuer) {
    this.frame = frame;
    this.hasIssuer = hasIssuer;
  }

  /** Returns where a user goes after signing in. */
  static String target(Caller caller, String to) {
    String path = ownPath(to);
    return path.equals(ConsolePaths.ROOT) ? Section.firstPath(caller) : path;
  }

  /** A link to this page must not lead to another site after signing in. */
  static String ownPath(String to) {
    return OWN_PATH.matcher(to).matches() && !to.contains("..") ? to : ConsolePaths.ROOT;
  }

  static Html message(String text) {
    return p("message message-bad", text).with("role", "alert");
  }

  ResponseEntity<byte[]> error(HttpStatus status, String text) {
    return html(status, ConsolePaths.ROOT, message(text));
  }

  ResponseEntity<byte[]> html(HttpStatus status, String to, Html message) {
    return frame.bare(
        status,
        "Sign in",
        Element.of("div")
            .css("sign-in card")
            .add(
                Icons.logo(),
                h1("Beta9 Provisioning"),
                p(
                    "muted",
                    hasIssuer
                        ? "Sign in with your account, or with an API key of your tenant."
                        : "Sign in with an API key of your tenant."),
                message,
                Html.when(
                    hasIssuer,
                    Element.of("a")
                        .css("button primary")
                        .with(
                            "href",
                            OidcSignInResource.PATH
                                + "?to="
                                + URLEncoder.encode(ownPath(to), StandardCharsets.UTF_8))
                        .text("Sign in with your account")),
                Html.when(hasIssuer, span("or", "or")),
                Element.of("form")
                    .with("method", "post")
                    .with("action", ConsolePaths.SIGN_IN)
                    .add(
                        hidden("to", ownPath(to)),
                        field(
                            "API key",
                            input("key", "password", "")
                                .with("autocomplete", "current-password")
                                .with("placeholder", "b9p_…")
                                .flag("required", true)
                                .flag("autofocus", !hasIssuer)),
                        button(hasIssuer ? "" : "primary", "Sign in")),
                Element.of("p")
                    .css("hint")
                    .add(
                        Html.text("An operator creates a key with "),
                        code("./provisioner admin keys create"),
                        Html.text("."))));
  }
}
