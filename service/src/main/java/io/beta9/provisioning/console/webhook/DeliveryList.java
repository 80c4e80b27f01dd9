package io.beta9.provisioning.console.webhook;

import static io.beta9.provisioning.console.html.Tags.button;
import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.h2;
import static io.beta9.provisioning.console.html.Tags.link;
import static io.beta9.provisioning.console.html.Tags.p;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.html.Tags;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.page.StatusBadge;
import io.beta9.provisioning.console.page.Times;
import io.beta9.provisioning.console.session.ConsolePaths;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.webhook.DeliveryState;
import io.beta9.provisioning.webhook.Webhook;
import io.beta9.provisioning.webhook.WebhookDelivery;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The deliveries of a webhook, the newest first. Reads itself again while one is about to end. */
final class DeliveryList {
  static final int PAGE_SIZE = 25;

  /** A delivery that is due later is not waited for: its next attempt may be hours away. */
  private static final Duration SOON = Duration.ofMinutes(1);

  private static final String ID = "deliveries";

  private final SignedIn user;
  private final Webhook webhook;
  private final @Nullable DeliveryState state;
  private final Instant now;

  /**
   * @param state the state that the list is restricted to; null for all
   */
  DeliveryList(SignedIn user, Webhook webhook, @Nullable DeliveryState state, Instant now) {
    this.user = user;
    this.webhook = webhook;
    this.state = state;
    this.now = now;
  }

  /**
   * Returns the list.
   *
   * @param found one more than the page has if there is a next page
   * @param after the last delivery of the page before; empty on the first page
   */
  Html html(List<WebhookDelivery> found, String after) {
    List<WebhookDelivery> shown = found.stream().limit(PAGE_SIZE).toList();
    Element part =
        Element.of("section")
            .with("id", ID)
            .css("card")
            .add(
                div("card-head", h2("Deliveries"), counts()),
                tabs(),
                Html.when(
                    webhook.dead() > 0 && user.can(Permission.WEBHOOK_REPLAY), replayAllDead()),
                shown.isEmpty() ? p("muted", nothing()) : table(shown),
                found.size() > PAGE_SIZE ? older(shown) : Html.none());
    return shown.stream().anyMatch(this::endsSoon)
        ? part.with("hx-get", address(state, after))
            .with("hx-trigger", "every 3s")
            .with("hx-select", "#" + ID)
            .with("hx-swap", "outerHTML")
        : part;
  }

  private boolean endsSoon(WebhookDelivery delivery) {
    Instant next = delivery.nextAttemptAt();
    return next != null && webhook.enabled() && next.isBefore(now.plus(SOON));
  }

  private Element counts() {
    return span("muted", webhook.pending() + " pending, " + webhook.dead() + " given up")
        .with("aria-live", "polite");
  }

  private String nothing() {
    return state == null
        ? "Nothing has been sent yet. A test event shows whether the receiver answers."
        : "No delivery is in this state.";
  }

  private Element tabs() {
    Element nav = Element.of("nav").css("tabs").with("aria-label", "State of the deliveries");
    nav = nav.add(tab("All", null));
    for (DeliveryState each : DeliveryState.values()) {
      nav = nav.add(tab(words(each), each));
    }
    return nav;
  }

  private Element tab(String text, @Nullable DeliveryState of) {
    Element tab = Element.of("a").css("tab").with("href", address(of, "")).text(text);
    return of == state ? tab.with("aria-current", "page") : tab;
  }

  private static String words(DeliveryState state) {
    return switch (state) {
      case PENDING -> "Pending";
      case DELIVERED -> "Delivered";
      case DEAD -> "Given up";
    };
  }

  private Element replayAllDead() {
    return PageFrame.form(
            user,
            WebhookListPage.address(webhook.id().value()) + "/replay",
            button("", "Send all given up again").with("id", "replay-all"))
        .css("button-row");
  }

  private Html table(List<WebhookDelivery> shown) {
    List<String> headings = new ArrayList<>(List.of("Event", "Result", "Attempts"));
    if (user.can(Permission.WEBHOOK_REPLAY)) {
      headings.add("Action");
    }
    return Tags.table("Deliveries", headings, shown.stream().map(this::row).toList());
  }

  private Element row(WebhookDelivery delivery) {
    List<Html> cells = new ArrayList<>();
    cells.add(Tags.td("event-cell", event(delivery)).with("title", delivery.id()));
    cells.add(Tags.td("text-cell", StatusBadge.of(code(delivery.state())), result(delivery)));
    cells.add(Tags.td("nowrap", attempts(delivery)));
    if (user.can(Permission.WEBHOOK_REPLAY)) {
      cells.add(Tags.td("", replay(delivery)));
    }
    return Tags.row(cells.toArray(Html[]::new));
  }

  private static String code(DeliveryState state) {
    return state == DeliveryState.DEAD ? "given-up" : state.code();
  }

  private Html event(WebhookDelivery delivery) {
    String environment = delivery.environmentId();
    String type = delivery.type().substring(delivery.type().lastIndexOf('.') + 1);
    return Html.all(
        span("strong", StatusBadge.words(type)),
        environment == null
            ? Html.none()
            : link(ConsolePaths.ROOT + "/environments/" + environment, environment).css("id"));
  }

  private Html attempts(WebhookDelivery delivery) {
    if (delivery.attempts() == 0) {
      return Html.text("none yet");
    }
    Instant next = delivery.nextAttemptAt();
    return Html.all(
        Html.text(delivery.attempts() == 1 ? "1 attempt" : delivery.attempts() + " attempts"),
        hint("last ", delivery.lastAttemptAt()),
        next == null || !webhook.enabled()
            ? Html.none()
            : hint(next.isAfter(now) ? "next " : "due ", next));
  }

  private Element hint(String words, @Nullable Instant at) {
    return Element.of("span").css("hint next-attempt").add(Html.text(words), Times.ago(at, now));
  }

  private static Html result(WebhookDelivery delivery) {
    Integer status = delivery.status();
    if (delivery.error() != null) {
      return span(
          delivery.state() == DeliveryState.DELIVERED ? "hint result-line" : "failure-line",
          delivery.error());
    }
    return status == null ? Html.none() : span("hint result-line", "status " + status);
  }

  private Html replay(WebhookDelivery delivery) {
    return PageFrame.form(
        user,
        WebhookListPage.address(webhook.id().value()) + "/deliveries/" + delivery.id() + "/replay",
        button("", "Send again")
            .with("id", "replay-" + delivery.id())
            .with("aria-label", "Send " + delivery.id() + " again"));
  }

  private Element older(List<WebhookDelivery> shown) {
    return div(
        "pages",
        Element.of("a")
            .css("button")
            .with("href", address(state, shown.getLast().id()))
            .text("Older deliveries"));
  }

  private String address(@Nullable DeliveryState of, String after) {
    return WebhookListPage.address(webhook.id().value())
        + "?state="
        + (of == null ? "" : of.code())
        + (after.isEmpty() ? "" : "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8));
  }
}
