package io.beta9.provisioning.api;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.account.AccountIdentifiers;
import io.beta9.provisioning.account.RegisteredAccount;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.contract.ListPage;
import io.beta9.provisioning.api.problem.BadRequestException;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.apimodel.Page;
import io.beta9.provisioning.apimodel.account.AccountView;
import io.beta9.provisioning.apimodel.account.RegisterAccountRequest;
import io.beta9.provisioning.intake.AccountRequests;
import io.beta9.provisioning.metaconfig.text.Violation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The cloud accounts of the caller's tenant. */
@RestController
@RequestMapping("/api/v1/accounts")
public class AccountResource {
  private final AccountRequests requests;
  private final AccountViews views;

  public AccountResource(AccountRequests requests, AccountViews views) {
    this.requests = requests;
    this.views = views;
  }

  /**
   * Registers an account and returns its external id and the policies of the role: 201, or 200 if
   * it is registered already.
   */
  @Authorize(Permission.ACCOUNT_MANAGE)
  @PostMapping
  ResponseEntity<AccountView> register(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @RequestBody RegisterAccountRequest request) {
    List<Violation> violations =
        new ArrayList<>(
            AccountIdentifiers.violations(
                requests.partition(), request.provider(), request.accountId(), request.roleArn()));
    violations.addAll(AccountIdentifiers.boundaryViolations(request.permissionsBoundary()));
    if (!violations.isEmpty()) {
      throw new BadRequestException(violations);
    }
    String accountId = String.valueOf(request.accountId());
    String role =
        request.roleArn() == null
            ? AccountIdentifiers.defaultRole(requests.partition(), accountId)
            : request.roleArn();
    AccountRequests.Registration registration =
        requests.register(
            caller,
            new AccountRequests.AccountRegistration(
                AccountIdentifiers.AWS, accountId, role, request.permissionsBoundary()));
    return ResponseEntity.status(registration.created() ? HttpStatus.CREATED : HttpStatus.OK)
        .location(URI.create("/api/v1/accounts/" + registration.account().id()))
        .body(detailed(caller, registration.account()));
  }

  @Authorize(value = Permission.ACCOUNT_MANAGE, allTenants = true)
  @GetMapping
  Page<AccountView> list(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @RequestParam(defaultValue = "" + ListPage.MAX_SIZE) @Min(1) @Max(ListPage.MAX_SIZE)
          int limit,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(name = "all_tenants", defaultValue = "false") boolean allTenants) {
    return ListPage.of(
        (allTenants ? requests.listAll() : requests.list(caller))
            .stream().map(account -> summary(caller, account)).toList(),
        AccountView::id,
        limit,
        cursor);
  }

  @Authorize(value = Permission.ACCOUNT_MANAGE, on = Subject.ACCOUNT)
  @GetMapping("/{id}")
  public AccountView get(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    return detailed(caller, requests.find(caller, id));
  }

  /** Verifies the role. The state in the response is the result. */
  @Authorize(value = Permission.ACCOUNT_MANAGE, on = Subject.ACCOUNT)
  @PostMapping("/{id}/verify")
  AccountView verify(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    return detailed(caller, requests.verify(caller, id));
  }

  /** Removes an account whose environments are all destroyed. */
  @Authorize(value = Permission.ACCOUNT_MANAGE, on = Subject.ACCOUNT)
  @DeleteMapping("/{id}")
  AccountView remove(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    return shownTo(caller, views.summary(requests.remove(caller, id), 0));
  }

  private AccountView summary(Caller caller, RegisteredAccount account) {
    return shownTo(caller, views.summary(account, requests.livingEnvironments(account)));
  }

  private AccountView detailed(Caller caller, RegisteredAccount account) {
    return shownTo(caller, views.withPolicies(account, requests.livingEnvironments(account)));
  }

  /** The external id is shown to the account's tenant only. */
  private static AccountView shownTo(Caller caller, AccountView account) {
    return caller.roles().contains(Role.ADMIN) ? account : account.withoutExternalId();
  }
}
