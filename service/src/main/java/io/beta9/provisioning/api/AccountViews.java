package io.beta9.provisioning.api;

import io.beta9.provisioning.account.ExternalId;
import io.beta9.provisioning.account.RegisteredAccount;
import io.beta9.provisioning.account.RoleProbe;
import io.beta9.provisioning.apimodel.account.AccountView;
import io.beta9.provisioning.apimodel.account.AccountView.RolePolicy;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.onboarding.BoundaryPolicy;
import io.beta9.provisioning.onboarding.PermissionPolicies;
import io.beta9.provisioning.onboarding.PolicyScope;
import io.beta9.provisioning.onboarding.TrustPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Maps registered accounts to their representation in the API. */
public final class AccountViews {
  private final RoleProbe probe;
  private final @Nullable String trustedPrincipal;
  private final List<String> regions;

  /**
   * @param trustedPrincipal what trust policies name; null for the root of the own account
   * @param regions the regions that the role is needed in; empty for all
   */
  public AccountViews(RoleProbe probe, @Nullable String trustedPrincipal, List<String> regions) {
    this.probe = probe;
    this.trustedPrincipal = trustedPrincipal;
    this.regions = List.copyOf(regions);
  }

  /** Returns the account without its policies. */
  AccountView summary(RegisteredAccount account, int environments) {
    return view(account, environments, null, null, null);
  }

  /** Returns the account with the policies of its role. */
  public AccountView withPolicies(RegisteredAccount account, int environments) {
    PolicyScope scope =
        new PolicyScope(
            account.partition(), account.accountId(), regions, account.permissionsBoundary());
    return view(
        account,
        environments,
        principal().map(principal -> trustPolicy(principal, account)).orElse(null),
        PermissionPolicies.of(scope).stream().map(AccountViews::policy).toList(),
        BoundaryPolicy.of(scope).map(AccountViews::policy).orElse(null));
  }

  private static RolePolicy policy(PermissionPolicies.ManagedPolicy policy) {
    return new RolePolicy(policy.name(), policy.document());
  }

  private static AccountView view(
      RegisteredAccount account,
      int environments,
      @Nullable Map<String, Object> trustPolicy,
      @Nullable List<RolePolicy> permissionPolicies,
      @Nullable RolePolicy boundaryPolicy) {
    Failure failure = account.failure();
    return new AccountView(
        account.id().value(),
        account.tenant().value(),
        account.provider(),
        account.accountId(),
        account.roleArn(),
        account.externalId() == null ? null : account.externalId().value(),
        account.permissionsBoundary(),
        account.state().code(),
        environments,
        failure == null ? null : failure.message(),
        failure == null ? null : EnvironmentViews.failure(failure),
        account.createdBy(),
        account.createdAt(),
        account.verifiedAt(),
        account.checkedAt(),
        trustPolicy,
        permissionPolicies,
        boundaryPolicy);
  }

  /** Returns the principal; empty if the service has no credentials, or AWS does not answer. */
  private Optional<String> principal() {
    if (trustedPrincipal != null) {
      return Optional.of(trustedPrincipal);
    }
    try {
      return Optional.of(probe.ownPartition().iamArn(probe.ownAccount(), "root"));
    } catch (FailureException e) {
      return Optional.empty();
    }
  }

  private static @Nullable Map<String, Object> trustPolicy(
      String principal, RegisteredAccount account) {
    ExternalId externalId = account.externalId();
    return externalId == null
        ? null
        : EnvironmentViews.map(
            JsonMapper.shared().readTree(TrustPolicy.json(principal, externalId.value())));
  }
}
