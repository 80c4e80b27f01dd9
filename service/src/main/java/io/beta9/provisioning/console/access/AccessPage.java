package io.beta9.provisioning.console.access;

import static io.beta9.provisioning.console.html.Tags.button;
import static io.beta9.provisioning.console.html.Tags.card;
import static io.beta9.provisioning.console.html.Tags.code;
import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.field;
import static io.beta9.provisioning.console.html.Tags.h1;
import static io.beta9.provisioning.console.html.Tags.input;
import static io.beta9.provisioning.console.html.Tags.link;
import static io.beta9.provisioning.console.html.Tags.p;
import static io.beta9.provisioning.console.html.Tags.select;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.access.ApiKey;
import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.account.RegisteredAccount;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.html.Tags;
import io.beta9.provisioning.console.html.Tags.Choice;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.page.SecretCard;
import io.beta9.provisioning.console.page.Section;
import io.beta9.provisioning.console.page.StatusBadge;
import io.beta9.provisioning.console.page.Times;
import io.beta9.provisioning.console.session.SignedIn;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The page of keys, accounts and sessions. */
final class AccessPage {
  private final SignedIn user;
  private final Instant now;

  AccessPage(SignedIn user, Instant now) {
    this.user = user;
    this.now = now;
  }

  Html html(
      List<ApiKey> keys,
      List<RegisteredAccount> accounts,
      ApiKeyRepository.@Nullable CreatedKey created) {
    return Html.all(
        div("page-head", h1("Access")),
        created == null
            ? Html.none()
            : SecretCard.of("Copy the key of " + created.key().name(), created.secret().text()),
        card("Cloud accounts", accounts(accounts), register()),
        card("API keys", keys(keys), create()));
  }

  private Html accounts(List<RegisteredAccount> accounts) {
    return accounts.isEmpty()
        ? p("muted", "No account is registered. Environments are created in registered accounts.")
        : Tags.table(
            "Cloud accounts",
            List.of("Account", "State", "Role", "Registered", "Last check"),
            accounts.stream()
                .map(
                    account ->
                        Tags.row(
                            Tags.td(
                                "name-cell",
                                link(
                                        Section.ACCESS.path() + "/accounts/" + account.id().value(),
                                        account.accountId())
                                    .css("row-link"),
                                span("id", account.id().value())),
                            Tags.td("", StatusBadge.of(account.state().code())),
                            Tags.td("text-cell", code(account.roleArn())),
                            Tags.td("nowrap", Times.ago(account.createdAt(), now)),
                            Tags.td("nowrap", Times.ago(account.checkedAt(), now))))
                .toList());
  }

  private Element register() {
    return Element.of("details")
        .css("action")
        .add(
            Element.of("summary").css("button").text("Register an account …"),
            PageFrame.form(
                user,
                Section.ACCESS.path() + "/accounts",
                field(
                    "AWS account",
                    input("account_id", "text", "")
                        .with("pattern", "[0-9]{12}")
                        .with("inputmode", "numeric")
                        .with("placeholder", "twelve digits")
                        .flag("required", true)),
                field(
                    "Role, if it is not the default",
                    input("role_arn", "text", "").with("placeholder", "arn:…:iam::…:role/…")),
                button("primary", "Register")));
  }

  private Html keys(List<ApiKey> keys) {
    return Tags.table(
        "API keys",
        List.of("Name", "Roles", "Created", "Last used", "State", "Action"),
        keys.stream().map(this::key).toList());
  }

  private Element key(ApiKey key) {
    String state = key.state(now);
    boolean active = state.equals("active");
    boolean own = key.id().equals(user.caller().keyId());
    return Tags.row(
        Tags.td("text-cell", span("strong", key.name()), span("id", key.id())),
        Html.text(key.roles().codes()),
        Tags.td("nowrap", Times.ago(key.createdAt(), now)),
        Tags.td("nowrap", Times.ago(key.lastUsedAt(), now)),
        Tags.td("", StatusBadge.of(active && own ? "in use here" : state)),
        active && !own
            ? Tags.td(
                "",
                Element.of("details")
                    .css("action")
                    .add(
                        Element.of("summary")
                            .css("button")
                            .with("aria-label", "Revoke " + key.name())
                            .text("Revoke …"),
                        PageFrame.form(
                            user,
                            Section.ACCESS.path() + "/keys/" + key.id() + "/revoke",
                            p(
                                "hint",
                                "Programs and sessions that use this key are denied immediately."),
                            button("danger", "Revoke"))))
            : Tags.td(""));
  }

  private Element create() {
    return Element.of("details")
        .css("action")
        .add(
            Element.of("summary").css("button").text("Create a key …"),
            PageFrame.form(
                user,
                Section.ACCESS.path() + "/keys",
                field(
                    "Name, for the audit trail",
                    input("name", "text", "").flag("required", true).with("maxlength", "100")),
                field(
                    "Role",
                    select(
                        "role",
                        List.of(
                            new Choice("viewer", "viewer: reads"),
                            new Choice("member", "member: creates, updates and retries"),
                            new Choice("admin", "admin: everything in the tenant")),
                        "member")),
                button("primary", "Create")));
  }
}
