package io.beta9.provisioning.console.access;

import static io.beta9.provisioning.console.html.Tags.button;
import static io.beta9.provisioning.console.html.Tags.card;
import static io.beta9.provisioning.console.html.Tags.code;
import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.facts;
import static io.beta9.provisioning.console.html.Tags.h1;
import static io.beta9.provisioning.console.html.Tags.link;
import static io.beta9.provisioning.console.html.Tags.p;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.account.AccountIdentifiers;
import io.beta9.provisioning.account.RegisteredAccount;
import io.beta9.provisioning.api.AccountViews;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.problem.BadRequestException;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.apimodel.account.AccountView;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.html.Tags.Fact;
import io.beta9.provisioning.console.page.Breadcrumbs;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.page.Section;
import io.beta9.provisioning.console.page.StatusBadge;
import io.beta9.provisioning.console.page.Times;
import io.beta9.provisioning.console.session.FormData;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.intake.AccountRequests;
import io.beta9.provisioning.metaconfig.text.Violation;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.json.JsonMapper;

/** One cloud account: its external id, its role's policies, and its verification. */
@Controller
@RequestMapping("/console/access/accounts")
public class AccountPageResource {
  private static final String TRUST_POLICY = "trust-policy";

  private final PageFrame frame;
  private final AccountRequests requests;
  private final AccountViews views;
  private final Clock clock;

  public AccountPageResource(
      PageFrame frame, AccountRequests requests, AccountViews views, Clock clock) {
    this.frame = frame;
    this.requests = requests;
    this.views = views;
    this.clock = clock;
  }

  @Authorize(Permission.ACCOUNT_MANAGE)
  @PostMapping
  ResponseEntity<byte[]> register(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @RequestAttribute(FormData.ATTRIBUTE) FormData form) {
    String accountId = form.get("account_id");
    String role = form.get("role_arn").isEmpty() ? null : form.get("role_arn");
    List<Violation> violations =
        AccountIdentifiers.violations(
            requests.partition(), AccountIdentifiers.AWS, accountId, role);
    if (!violations.isEmpty()) {
      throw new BadRequestException(violations);
    }
    RegisteredAccount account =
        requests
            .register(
                caller,
                new AccountRequests.AccountRegistration(
                    AccountIdentifiers.AWS,
                    accountId,
                    Objects.requireNonNullElseGet(
                        role,
                        () -> AccountIdentifiers.defaultRole(requests.partition(), accountId)),
                    null))
            .account();
    return PageFrame.redirect(address(account.id().value()));
  }

  @Authorize(value = Permission.ACCOUNT_MANAGE, on = Authorize.Subject.ACCOUNT)
  @GetMapping("/{id}")
  ResponseEntity<byte[]> account(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id) {
    AccountView account = view(caller, id);
    return frame.page(
        user,
        Section.ACCESS,
        "Account " + account.accountId(),
        Breadcrumbs.of(
            List.of(new Breadcrumbs.Crumb(Section.ACCESS.path(), "Access")), account.accountId()),
        div("page-head", h1(account.accountId()), StatusBadge.of(account.state())),
        account.errorMessage() == null
            ? Html.none()
            : Element.of("section")
                .css("card failure")
                .add(
                    p("lead", account.errorMessage()),
                    account.failure() == null
                        ? Html.none()
                        : div(
                            "next-step",
                            span("next-label", "Next step"),
                            p("", account.failure().next()))),
        card(
            "Account",
            details(account),
            div(
                "button-row",
                PageFrame.form(user, address(id) + "/verify", button("primary", "Verify now")),
                PageFrame.form(user, address(id) + "/remove", button("danger-quiet", "Remove"))),
            p("hint", "An account can be removed when its environments are destroyed.")),
        card("Policies of the role", policies(id, account)));
  }

  private Html details(AccountView account) {
    return facts(
        List.of(
            new Fact("Role", code(account.roleArn())),
            new Fact(
                "External id",
                account.externalId() == null ? Html.text("none") : code(account.externalId())),
            new Fact("Environments", String.valueOf(account.environments())),
            new Fact("Registered by", account.createdBy()),
            new Fact("Verified", Times.ago(account.verifiedAt(), clock.instant())),
            new Fact("Last check", Times.ago(account.checkedAt(), clock.instant()))));
  }

  private static Html policies(String id, AccountView account) {
    Element list = Element.of("ul").css("policies");
    for (String name : documents(account).keySet()) {
      list =
          list.add(
              Element.of("li")
                  .add(
                      link(address(id) + "/policies/" + name, name + ".json"),
                      span(
                          "hint",
                          name.equals(TRUST_POLICY)
                              ? "who may assume the role"
                              : "what the role may do")));
    }
    return list;
  }

  /** Downloads a policy. */
  @Authorize(value = Permission.ACCOUNT_MANAGE, on = Authorize.Subject.ACCOUNT)
  @GetMapping("/{id}/policies/{name}")
  ResponseEntity<byte[]> policy(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @PathVariable String name) {
    Map<String, Object> document = documents(view(caller, id)).get(name);
    if (document == null) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such policy.");
    }
    return ResponseEntity.ok()
        .header("Content-Type", "application/json")
        .header("Content-Disposition", "attachment; filename=\"" + name + ".json\"")
        .body(
            JsonMapper.shared()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(document)
                .getBytes(StandardCharsets.UTF_8));
  }

  @Authorize(value = Permission.ACCOUNT_MANAGE, on = Authorize.Subject.ACCOUNT)
  @PostMapping("/{id}/verify")
  ResponseEntity<byte[]> verify(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    requests.verify(caller, id);
    return PageFrame.redirect(address(id));
  }

  @Authorize(value = Permission.ACCOUNT_MANAGE, on = Authorize.Subject.ACCOUNT)
  @PostMapping("/{id}/remove")
  ResponseEntity<byte[]> remove(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    requests.remove(caller, id);
    return PageFrame.redirect(Section.ACCESS.path());
  }

  private AccountView view(Caller caller, String id) {
    RegisteredAccount account = requests.find(caller, id);
    return views.withPolicies(account, requests.livingEnvironments(account));
  }

  private static Map<String, Map<String, Object>> documents(AccountView account) {
    Map<String, Map<String, Object>> documents = new LinkedHashMap<>();
    if (account.trustPolicy() != null) {
      documents.put(TRUST_POLICY, account.trustPolicy());
    }
    List<AccountView.RolePolicy> policies =
        Objects.requireNonNullElseGet(account.permissionPolicies(), ArrayList::new);
    policies.forEach(policy -> documents.put(policy.name(), policy.document()));
    return documents;
  }

  private static String address(String id) {
    return Section.ACCESS.path() + "/accounts/" + id;
  }
}
