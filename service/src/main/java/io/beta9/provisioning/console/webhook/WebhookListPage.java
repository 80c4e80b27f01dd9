package io.beta9.provisioning.console.webhook;

import static io.beta9.provisioning.console.html.Tags.button;
import static io.beta9.provisioning.console.html.Tags.card;
import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.h1;
import static io.beta9.provisioning.console.html.Tags.link;
import static io.beta9.provisioning.console.html.Tags.p;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.html.Tags;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.page.Section;
import io.beta9.provisioning.console.page.StatusBadge;
import io.beta9.provisioning.console.page.Times;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.webhook.Webhook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The endpoints of a tenant, or of all tenants for operators. */
final class WebhookListPage {
  static final int PAGE_SIZE = 50;

  private final SignedIn user;
  private final Instant now;

  WebhookListPage(SignedIn user, Instant now) {
    this.user = user;
    this.now = now;
  }

  /**
   * Returns the page.
   *
   * @param webhooks one more than the page has if there is a next page
   * @param page its number, from 1
   */
  Html html(List<Webhook> webhooks, int page, WebhookForm form) {
    return Html.all(
        div("page-head", h1("Webhooks")),
        webhooks.isEmpty() && page == 1
            ? div(
                "empty",
                p("lead", "No webhook yet."),
                p(
                    "muted",
                    "A webhook receives every change of status of the environments as a signed"
                        + " HTTPS request."))
            : card(
                "Endpoints",
                table(webhooks.stream().limit(PAGE_SIZE).toList()),
                pages(webhooks.size(), page)),
        Html.when(user.can(Permission.WEBHOOK_MANAGE), card("Add a webhook", add(form))));
  }

  private Html table(List<Webhook> webhooks) {
    List<String> headings =
        new ArrayList<>(List.of("Endpoint", "State", "Pending", "Given up", "For", "Created"));
    if (seesAllTenants()) {
      headings.add("Tenant");
    }
    return Tags.table("Endpoints", headings, webhooks.stream().map(this::row).toList());
  }

  private boolean seesAllTenants() {
    return user.seesAllTenants(Permission.WEBHOOK_READ);
  }

  private Element row(Webhook webhook) {
    List<Html> cells = new ArrayList<>();
    cells.add(
        Tags.td(
            "name-cell",
            link(address(webhook.id().value()), webhook.url()).css("row-link"),
            span("id", webhook.id().value())));
    cells.add(Tags.td("", StatusBadge.of(webhook.enabled() ? "enabled" : "disabled")));
    cells.add(Tags.number(String.valueOf(webhook.pending())));
    cells.add(
        webhook.dead() == 0
            ? Tags.number("0")
            : Tags.td("number", span("badge badge-bad", String.valueOf(webhook.dead()))));
    cells.add(
        Tags.td(
            "text-cell", Html.text(webhook.description().isEmpty() ? "–" : webhook.description())));
    cells.add(Tags.td("nowrap", Times.ago(webhook.createdAt(), now)));
    if (seesAllTenants()) {
      cells.add(Html.text(webhook.tenant().value()));
    }
    return Tags.row(cells.toArray(Html[]::new));
  }

  private static Html pages(int found, int page) {
    if (found <= PAGE_SIZE && page == 1) {
      return Html.none();
    }
    return Element.of("nav")
        .css("pages")
        .with("aria-label", "Pages")
        .add(
            span("muted", "Page " + page),
            Html.when(page > 1, pageLink("Previous", page - 1)),
            Html.when(found > PAGE_SIZE, pageLink("Next", page + 1)));
  }

  private static Element pageLink(String text, int page) {
    return Element.of("a")
        .css("button")
        .with("href", Section.WEBHOOKS.path() + "?page=" + page)
        .text(text);
  }

  private Html add(WebhookForm form) {
    return PageFrame.form(
            user,
            Section.WEBHOOKS.path(),
            div("form-grid wide", form.fields()),
            p(
                "hint",
                "Its secret is shown once, after it has been added. Requests are signed with it as"
                    + " in Standard Webhooks."),
            div("button-row", button("primary", "Add the webhook")))
        .css("stack");
  }

  static String address(String id) {
    return Section.WEBHOOKS.path() + "/" + id;
  }
}
