package io.beta9.provisioning.api;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.account.AccountGrant;
import io.beta9.provisioning.account.AccountIdentifiers;
import io.beta9.provisioning.account.SharedAccountUse;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.contract.ListPage;
import io.beta9.provisioning.api.problem.BadRequestException;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.api.request.RequestReason;
import io.beta9.provisioning.apimodel.Page;
import io.beta9.provisioning.apimodel.account.ShareAccountRequest;
import io.beta9.provisioning.apimodel.account.SharedAccountView;
import io.beta9.provisioning.intake.AccountRequests;
import io.beta9.provisioning.metaconfig.text.Violation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Accounts that several tenants use or may use, for operators. External ids are not shown. */
@RestController
@RequestMapping("/api/v1/shared-accounts")
public class SharedAccountResource {
  private final AccountRequests requests;

  public SharedAccountResource(AccountRequests requests) {
    this.requests = requests;
  }

  /** Returns every tenant's use of such accounts, ordered by account. */
  @Authorize(value = Permission.ACCOUNT_SHARE, on = Subject.INSTALLATION)
  @GetMapping
  Page<SharedAccountView> list(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @RequestParam(defaultValue = "" + ListPage.MAX_SIZE) @Min(1) @Max(ListPage.MAX_SIZE)
          int limit,
      @RequestParam(required = false) @Nullable String cursor) {
    return ListPage.of(page().items(), use -> use.accountId() + "/" + use.tenant(), limit, cursor);
  }

  /** Allows a tenant to use an account that belongs to another one. */
  @Authorize(value = Permission.ACCOUNT_SHARE, on = Subject.INSTALLATION)
  @PostMapping
  Page<SharedAccountView> share(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @RequestBody ShareAccountRequest request) {
    Caller as = reasoned(caller, request.reason());
    AccountGrant grant = grant(request.provider(), request.accountId(), request.tenant());
    if (!requests.share(as, grant, String.valueOf(as.reason()))) {
      throw new BadRequestException("tenant", "there is no tenant '" + grant.tenant() + "'");
    }
    return page();
  }

  /** Withdraws the permission of a tenant that has not registered the account. */
  @Authorize(value = Permission.ACCOUNT_SHARE, on = Subject.INSTALLATION)
  @DeleteMapping("/{accountId}")
  Page<SharedAccountView> unshare(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String accountId,
      @RequestParam String tenant,
      @RequestParam(required = false) @Nullable String reason) {
    AccountGrant grant = grant(null, accountId, tenant);
    if (!requests.unshare(reasoned(caller, reason), grant)) {
      throw new BadRequestException(
          "tenant", "account " + accountId + " is not shared with tenant '" + tenant + "'");
    }
    return page();
  }

  private Page<SharedAccountView> page() {
    return new Page<>(requests.shared().stream().map(SharedAccountResource::view).toList(), null);
  }

  private static AccountGrant grant(
      @Nullable String provider, @Nullable String accountId, @Nullable String tenant) {
    List<Violation> violations = AccountIdentifiers.violations(provider, accountId);
    if (!violations.isEmpty()) {
      throw new BadRequestException(violations);
    }
    try {
      return new AccountGrant(
          AccountIdentifiers.AWS, String.valueOf(accountId), new TenantId(String.valueOf(tenant)));
    } catch (IllegalArgumentException e) {
      throw new BadRequestException("tenant", String.valueOf(e.getMessage()));
    }
  }

  private static Caller reasoned(Caller caller, @Nullable String reason) {
    Caller as = RequestReason.with(caller, reason);
    if (as.reason() == null) {
      throw new BadRequestException("reason", "is required");
    }
    return as;
  }

  private static SharedAccountView view(SharedAccountUse use) {
    return new SharedAccountView(
        use.provider(),
        use.accountId(),
        use.tenant().value(),
        use.id() == null ? null : use.id().value(),
        use.state() == null ? null : use.state().code(),
        use.environments(),
        use.grantedBy(),
        use.reason());
  }
}
