package io.beta9.provisioning.intake;

import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.ChangeCondition;
import io.beta9.provisioning.account.AccountAdmission;
import io.beta9.provisioning.account.AccountGrant;
import io.beta9.provisioning.account.AccountId;
import io.beta9.provisioning.account.AccountLimitException;
import io.beta9.provisioning.account.AccountRepository;
import io.beta9.provisioning.account.ExternalId;
import io.beta9.provisioning.account.RegisteredAccount;
import io.beta9.provisioning.account.RoleProbe;
import io.beta9.provisioning.account.SharedAccountUse;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.partition.AwsPartition;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Requests about registered accounts. Each change and its audit entry are one transaction. */
public final class AccountRequests {
  /** The number of accounts of a tenant: the role of each is verified again periodically. */
  public static final int MAX_ACCOUNTS = 500;

  private static final String REGISTERING = "Registering the account";

  private final AccountRepositories repositories;
  private final AccountVerifier verifier;
  private final RoleProbe probe;
  private final boolean allowOwnAccount;
  private final RandomGenerator random;

  public AccountRequests(
      AccountRepositories repositories,
      AccountVerifier verifier,
      RoleProbe probe,
      boolean allowOwnAccount,
      RandomGenerator random) {
    this.repositories = repositories;
    this.verifier = verifier;
    this.probe = probe;
    this.allowOwnAccount = allowOwnAccount;
    this.random = random;
  }

  /**
   * A registered account.
   *
   * @param created false if the tenant had registered it before
   */
  public record Registration(RegisteredAccount account, boolean created) {}

  /**
   * The account to register.
   *
   * @param permissionsBoundary the policy that every created role and user must have as its
   *     permissions boundary; null for none, or for that of the registered account
   */
  public record AccountRegistration(
      String provider, String accountId, String roleArn, @Nullable String permissionsBoundary) {}

  /**
   * Registers an account and generates its external id. Repeating it returns the same account, with
   * another permissions boundary if one is given: environments have it from their next update.
   *
   * @throws FailureException {@code own-account}, {@code account-of-another-tenant} or {@code
   *     account-role-differs}
   * @throws AccountLimitException if the tenant has the maximum number
   */
  public Registration register(Caller caller, AccountRegistration requested) {
    String provider = requested.provider();
    String accountId = requested.accountId();
    String roleArn = requested.roleArn();
    requireForeign(accountId);
    return Objects.requireNonNull(
        repositories.transactions.execute(
            status -> {
              AccountRepository accounts = repositories.accounts;
              // Before the state of the tenant is verified, whose weaker lock could not be raised.
              int registered = accounts.lockAndCountRegistered(caller.tenant());
              ChangeCondition.verify();
              if (accounts.isOwnedByAnother(caller.tenant(), provider, accountId)) {
                throw new FailureException(
                    AccountAdmission.ofAnotherTenant(accountId, caller.tenant()));
              }
              if (registered >= MAX_ACCOUNTS
                  && accounts.findRegistered(caller.tenant(), provider, accountId).isEmpty()) {
                throw new AccountLimitException(MAX_ACCOUNTS);
              }
              boolean created =
                  accounts.insert(
                      new AccountRepository.NewAccount(
                          AccountId.random(random),
                          caller.tenant(),
                          provider,
                          accountId,
                          roleArn,
                          ExternalId.random(random),
                          requested.permissionsBoundary(),
                          caller.name()));
              RegisteredAccount account =
                  accounts.findRegistered(caller.tenant(), provider, accountId).orElseThrow();
              if (!account.roleArn().equals(roleArn)) {
                throw new FailureException(
                    Failure.of(FailureCode.ACCOUNT_ROLE_DIFFERS, REGISTERING)
                        .with(FailureParameter.ACCOUNT, accountId)
                        .with(FailureParameter.ROLE, account.roleArn()));
              }
              if (created) {
                repositories.audit.recordDone(
                    caller, action("accounts.add", account, ", role " + account.roleArn()));
              }
              return new Registration(
                  withBoundary(caller, account, requested.permissionsBoundary()), created);
            }));
  }

  /** Returns the account with the permissions boundary, which it changes unless it is null. */
  private RegisteredAccount withBoundary(
      Caller caller, RegisteredAccount account, @Nullable String permissionsBoundary) {
    if (permissionsBoundary == null || permissionsBoundary.equals(account.permissionsBoundary())) {
      return account;
    }
    repositories.accounts.requireBoundary(caller.tenant(), account.id(), permissionsBoundary);
    repositories.audit.recordDone(
        caller, action("accounts.add", account, ", permissions boundary " + permissionsBoundary));
    return find(caller, account.id().value());
  }

  /** Returns the partition that all accounts of this installation belong to. */
  public AwsPartition partition() {
    return probe.ownPartition();
  }

  /** Returns the tenant's accounts. */
  public List<RegisteredAccount> list(Caller caller) {
    return repositories.accounts.list(caller.tenant());
  }

  /** Returns the accounts of all tenants. */
  public List<RegisteredAccount> listAll() {
    return repositories.accounts.listOfAllTenants();
  }

  /**
   * Returns an account.
   *
   * @throws UnknownAccountException if the tenant has no such account
   */
  public RegisteredAccount find(Caller caller, String id) {
    return AccountId.parse(id)
        .flatMap(account -> repositories.accounts.find(caller.tenant(), account))
        .orElseThrow(() -> new UnknownAccountException(id));
  }

  /** Returns the number of the account's environments that are not destroyed. */
  public int livingEnvironments(RegisteredAccount account) {
    return repositories.accounts.livingEnvironments(account.tenant(), account.id()).size();
  }

  /**
   * Verifies the role of an account and returns the account with its new state.
   *
   * @throws UnknownAccountException if the tenant has no such account
   * @throws FailureException if it cannot be verified now, see {@link AccountVerifier#verify}
   */
  public RegisteredAccount verify(Caller caller, String id) {
    RegisteredAccount account = find(caller, id);
    requireForeign(account.accountId());
    return verifier.verify(caller, account);
  }

  /**
   * Removes an account whose environments are all destroyed, and returns it.
   *
   * @throws UnknownAccountException if the tenant has no such account
   * @throws FailureException {@code account-in-use}
   */
  public RegisteredAccount remove(Caller caller, String id) {
    AccountId account = AccountId.parse(id).orElseThrow(() -> new UnknownAccountException(id));
    return Objects.requireNonNull(
        repositories.transactions.execute(
            status -> {
              // The lock waits for environments that are being created in the account.
              RegisteredAccount locked =
                  repositories
                      .accounts
                      .lock(caller.tenant(), account)
                      .orElseThrow(() -> new UnknownAccountException(id));
              ChangeCondition.verify();
              List<String> living =
                  repositories.accounts.livingEnvironments(caller.tenant(), account).stream()
                      .map(AccountRepository.LivingEnvironment::name)
                      .toList();
              if (!living.isEmpty()) {
                throw new FailureException(
                    Failure.of(FailureCode.ACCOUNT_IN_USE, "Removing the account")
                        .with(FailureParameter.ACCOUNT, locked.accountId())
                        .with(FailureParameter.IDS, living));
              }
              repositories.accounts.delete(caller.tenant(), account);
              repositories.audit.recordDone(caller, action("accounts.remove", locked, ""));
              return locked;
            }));
  }

  /** Returns every use of the accounts that several tenants use or may use, for operators. */
  public List<SharedAccountUse> shared() {
    return repositories.grants.shared();
  }

  /**
   * Allows a tenant to use an account that belongs to another one.
   *
   * @return false if there is no such tenant
   */
  public boolean share(Caller caller, AccountGrant grant, String reason) {
    return Boolean.TRUE.equals(
        repositories.transactions.execute(
            status -> {
              boolean known = repositories.grants.insert(grant, caller.name(), reason);
              if (known) {
                audit(caller, "accounts.share", grant);
              }
              return known;
            }));
  }

  /**
   * Withdraws the permission of a tenant to use an account that belongs to another one.
   *
   * @return false if it had none
   * @throws FailureException {@code account-grant-in-use} if the tenant has registered it
   */
  public boolean unshare(Caller caller, AccountGrant grant) {
    return Boolean.TRUE.equals(
        repositories.transactions.execute(
            status -> {
              if (repositories
                  .accounts
                  .findRegistered(grant.tenant(), grant.provider(), grant.accountId())
                  .isPresent()) {
                throw new FailureException(
                    Failure.of(FailureCode.ACCOUNT_GRANT_IN_USE, "Withdrawing the permission")
                        .with(FailureParameter.ACCOUNT, grant.accountId())
                        .with(FailureParameter.GIVEN, grant.tenant().value()));
              }
              boolean deleted = repositories.grants.delete(grant);
              if (deleted) {
                audit(caller, "accounts.unshare", grant);
              }
              return deleted;
            }));
  }

  private void audit(Caller caller, String name, AccountGrant grant) {
    repositories.audit.recordDone(
        caller.forTenant(grant.tenant()),
        new AuditAction(name, null, null, "account " + grant.accountId()));
  }

  private static AuditAction action(String name, RegisteredAccount account, String detail) {
    return new AuditAction(
        name, null, null, account.id() + ", account " + account.accountId() + detail);
  }

  private void requireForeign(String accountId) {
    if (!allowOwnAccount && probe.ownAccount().equals(accountId)) {
      throw new FailureException(
          Failure.of(FailureCode.OWN_ACCOUNT, REGISTERING)
              .with(FailureParameter.ACCOUNT, accountId));
    }
  }
}
