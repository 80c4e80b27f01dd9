package io.beta9.provisioning.console.webhook;

import static io.beta9.provisioning.console.html.Tags.button;
import static io.beta9.provisioning.console.html.Tags.card;
import static io.beta9.provisioning.console.html.Tags.code;
import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.field;
import static io.beta9.provisioning.console.html.Tags.h1;
import static io.beta9.provisioning.console.html.Tags.hidden;
import static io.beta9.provisioning.console.html.Tags.p;
import static io.beta9.provisioning.console.html.Tags.select;

import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.html.Tags;
import io.beta9.provisioning.console.html.Tags.Choice;
import io.beta9.provisioning.console.html.Tags.Fact;
import io.beta9.provisioning.console.page.Breadcrumbs;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.page.Section;
import io.beta9.provisioning.console.page.StatusBadge;
import io.beta9.provisioning.console.page.Times;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.webhook.Webhook;
import java.net.URI;
import java.time.Instant;
import java.util.List;

/** One webhook: its deliveries, and what can be done with it. */
final class WebhookDetailPage {
  private final SignedIn user;
  private final Webhook webhook;
  private final Instant now;

  WebhookDetailPage(SignedIn user, Webhook webhook, Instant now) {
    this.user = user;
    this.webhook = webhook;
    this.now = now;
  }

  /** Returns the host of the receiver, by which people know a webhook. */
  static String title(Webhook webhook) {
    String host = URI.create(webhook.url()).getHost();
    return host == null ? webhook.id().value() : host;
  }

  /**
   * Returns the page.
   *
   * @param secret a new secret, which is shown once; nothing if there is none
   */
  Html html(Html secret, Html deliveries, WebhookForm form) {
    return Html.all(
        Breadcrumbs.of(
            List.of(new Breadcrumbs.Crumb(Section.WEBHOOKS.path(), "Webhooks")), title(webhook)),
        div(
            "page-head",
            h1(title(webhook)),
            StatusBadge.of(webhook.enabled() ? "enabled" : "disabled")),
        secret,
        div(
            "columns",
            div("column-main", deliveries),
            div(
                "column-side",
                card("Endpoint", facts()),
                Html.when(user.can(Permission.WEBHOOK_MANAGE), actions(form)))));
  }

  private Html facts() {
    Instant rotation = webhook.previousSecretUntil();
    return Tags.facts(
        List.of(
            new Fact("URL", code(webhook.url())),
            new Fact("For", webhook.description().isEmpty() ? "–" : webhook.description()),
            new Fact("Id", code(webhook.id().value())),
            new Fact("Tenant", webhook.tenant().value()),
            new Fact(
                "Signature",
                rotation == null
                    ? Html.text("one secret")
                    : Html.all(
                        Html.text("two secrets, the previous one ends "),
                        Times.ago(rotation, now))),
            new Fact("Created", Times.ago(webhook.createdAt(), now)),
            new Fact("Changed", Times.ago(webhook.updatedAt(), now))));
  }

  private Element actions(WebhookForm form) {
    String address = WebhookListPage.address(webhook.id().value());
    return card(
        "Actions",
        Html.when(
            webhook.enabled(),
            PageFrame.form(
                    user,
                    address + "/test",
                    button("primary", "Send a test event"),
                    p("hint", "Its delivery shows what the receiver answers."))
                .css("action")),
        disclosed(
            "Change …",
            !form.violations().isEmpty(),
            PageFrame.form(user, address + "/change", form.fields(), button("primary", "Save"))),
        disclosed(
            "Rotate the secret …",
            false,
            PageFrame.form(
                user,
                address + "/rotate",
                field(
                    "Sign with the present secret as well for",
                    select(
                        "overlap",
                        List.of(
                            new Choice("0s", "not at all"),
                            new Choice("1h", "1 hour"),
                            new Choice("24h", "24 hours"),
                            new Choice("7d", "7 days")),
                        "24h")),
                p("hint", "The new secret is shown once."),
                button("primary", "Rotate"))),
        PageFrame.form(
                user,
                address + "/change",
                hidden("enabled", String.valueOf(!webhook.enabled())),
                button("", webhook.enabled() ? "Disable" : "Enable"),
                p(
                    "hint",
                    webhook.enabled()
                        ? "Changes of status are no longer recorded for it, and nothing is sent."
                        : "Changes of status are recorded for it again."))
            .css("action"),
        disclosed(
            "Remove …",
            false,
            PageFrame.form(
                user,
                address + "/remove",
                p("", "Its deliveries are deleted as well, also those that were given up."),
                button("danger", "Remove"))));
  }

  private static Element disclosed(String title, boolean open, Element form) {
    return Element.of("details")
        .css("action")
        .flag("open", open)
        .add(
            Element.of("summary")
                .css(title.startsWith("Remove") ? "button danger-quiet" : "button")
                .text(title),
            form);
  }
}
