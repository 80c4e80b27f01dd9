package io.beta9.provisioning.console.page;

import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.hidden;
import static io.beta9.provisioning.console.html.Tags.link;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.access.KeyRoles;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.session.ConsolePaths;
import io.beta9.provisioning.console.session.SessionFilter;
import io.beta9.provisioning.console.session.SignedIn;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;

/** The frame of every page: head, navigation, and who is signed in. */
public final class PageFrame {
  /** htmx must neither add a style of its own nor evaluate text as a script. */
  private static final String HTMX_CONFIG =
      "{\"includeIndicatorStyles\":false,\"allowEval\":false,\"allowScriptTags\":false,"
          + "\"selfRequestsOnly\":true,\"historyCacheSize\":0}";

  private final Assets assets;

  public PageFrame(Assets assets) {
    this.assets = assets;
  }

  /** Returns a page for a signed-in user. */
  public ResponseEntity<byte[]> page(
      SignedIn user, Section section, String title, Html... content) {
    return page(HttpStatus.OK, user, section, title, content);
  }

  /** Returns a page for a signed-in user, with this status. */
  public ResponseEntity<byte[]> page(
      HttpStatusCode status,
      SignedIn user,
      @Nullable Section section,
      String title,
      Html... content) {
    return answer(
        status,
        document(
            title,
            Element.of("body")
                .add(
                    Element.of("a")
                        .css("skip-link")
                        .with("href", "#content")
                        .text("Skip to the content"),
                    div("frame", sidebar(user, section), main(content)))));
  }

  /** Returns a page for someone who is not signed in. */
  public ResponseEntity<byte[]> bare(HttpStatusCode status, String title, Html... content) {
    return answer(status, document(title, Element.of("body").css("bare").add(main(content))));
  }

  /** Returns a part of a page, for the page's script. */
  public static ResponseEntity<byte[]> fragment(Html content) {
    return answer(HttpStatus.OK, content.markup());
  }

  /** Returns the answer to a form: the browser reads another page. */
  public static ResponseEntity<byte[]> redirect(String path) {
    return ResponseEntity.status(HttpStatus.SEE_OTHER).header("Location", path).build();
  }

  /** Returns a form that changes something, with the token that proves where it comes from. */
  public static Element form(SignedIn user, String action, Html... content) {
    return Element.of("form")
        .with("method", "post")
        .with("action", action)
        .add(hidden(SessionFilter.FORM_TOKEN, user.token().formToken()))
        .add(content);
  }

  private static ResponseEntity<byte[]> answer(HttpStatusCode status, String markup) {
    return ResponseEntity.status(status)
        .header("Content-Type", "text/html;charset=UTF-8")
        .body(markup.getBytes(StandardCharsets.UTF_8));
  }

  private static Element main(Html... content) {
    return Element.of("main").with("id", "content").with("tabindex", "-1").add(content);
  }

  private String document(String title, Element body) {
    return "<!doctype html>\n"
        + Element.of("html")
            .with("lang", "en")
            .add(
                Element.of("head")
                    .add(
                        Element.of("meta").with("charset", "utf-8"),
                        Element.of("meta")
                            .with("name", "viewport")
                            .with("content", "width=device-width, initial-scale=1"),
                        Element.of("meta")
                            .with("name", "color-scheme")
                            .with("content", "light dark"),
                        Element.of("meta").with("name", "htmx-config").with("content", HTMX_CONFIG),
                        Element.of("title").text(title + " · Beta9 Provisioning"),
                        Element.of("link")
                            .with("rel", "icon")
                            .with("type", "image/svg+xml")
                            .with("href", assets.path("icon.svg")),
                        Element.of("link")
                            .with("rel", "stylesheet")
                            .with("href", assets.path("console.css")),
                        script("htmx.js"),
                        script("console.js")),
                body)
            .markup();
  }

  private Element script(String name) {
    return Element.of("script").with("src", assets.path(name)).flag("defer", true);
  }

  private Element sidebar(SignedIn user, @Nullable Section current) {
    Element list = Element.of("ul");
    for (Section section : Section.values()) {
      if (section.isVisibleTo(user.caller())) {
        Element entry =
            Element.of("a")
                .with("href", section.path())
                .add(Icons.of(section), span("", section.title()));
        list =
            list.add(
                Element.of("li")
                    .add(section == current ? entry.with("aria-current", "page") : entry));
      }
    }
    return Element.of("header")
        .css("sidebar")
        .add(
            Element.of("a")
                .css("brand")
                .with("href", ConsolePaths.ROOT)
                .add(Icons.logo(), span("brand-name", "Beta9"), span("brand-part", "Provisioning")),
            Element.of("nav").with("aria-label", "Main").add(list),
            div(
                "account",
                link(ConsolePaths.ROOT + "/session", user.caller().name()).css("account-name"),
                span(
                    "account-tenant",
                    user.caller().tenant() + " · " + KeyRoles.codes(user.caller().roles())),
                form(
                    user,
                    ConsolePaths.ROOT + "/sign-out",
                    Element.of("button").with("type", "submit").css("quiet").text("Sign out"))));
  }
}
