package io.beta9.provisioning.intake;

import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.ChangeCondition;
import io.beta9.provisioning.account.AccountAdmission;
import io.beta9.provisioning.account.AccountRepository;
import io.beta9.provisioning.account.AccountState;
import io.beta9.provisioning.account.RegisteredAccount;
import io.beta9.provisioning.account.RoleVerification;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.timeline.EventData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies the roles of registered accounts. The result, its audit entry, the events of the
 * account's environments and, at the first success, the replacement of its legacy account are one
 * transaction; AWS is queried before it.
 */
public final class AccountVerifier {
  private static final Logger log = LoggerFactory.getLogger(AccountVerifier.class);

  private final AccountRepositories repositories;
  private final RoleVerification verification;

  public AccountVerifier(AccountRepositories repositories, RoleVerification verification) {
    this.repositories = repositories;
    this.verification = verification;
  }

  /**
   * Verifies the role of an account and returns the account with its new state.
   *
   * @throws UnknownAccountException if it was removed meanwhile
   * @throws FailureException {@code account-legacy}; {@code account-of-another-tenant}; or the
   *     failure because of which AWS did not decide, in which case the state is unchanged
   */
  public RegisteredAccount verify(Caller caller, RegisteredAccount account) {
    if (account.state() == AccountState.LEGACY) {
      throw new FailureException(
          AccountAdmission.legacy(account.accountId(), account.roleArn(), "Verifying the account"));
    }
    RoleVerification.VerificationResult result =
        verification.verify(account, repositories.accounts.foreignExternalId(account));
    try {
      return record(caller, account, result);
    } catch (AccountRepository.OwnedByAnotherTenantException e) {
      Failure failure = AccountAdmission.ofAnotherTenant(account.accountId(), account.tenant());
      record(caller, account, new RoleVerification.VerificationResult.NotAssumable(failure));
      throw new FailureException(failure, e);
    }
  }

  private RegisteredAccount record(
      Caller caller, RegisteredAccount account, RoleVerification.VerificationResult result) {
    return repositories.transactions.execute(
        status -> {
          RegisteredAccount before =
              repositories
                  .accounts
                  .lock(account.tenant(), account.id())
                  .orElseThrow(() -> new UnknownAccountException(account.id().value()));
          ChangeCondition.verify();
          if (!repositories.accounts.recordVerification(account, result)) {
            throw new UnknownAccountException(account.id().value());
          }
          if (result.state() == AccountState.VERIFIED) {
            repositories.legacy.replaceBy(account);
          }
          repositories.audit.recordDone(
              caller.forTenant(account.tenant()),
              new AuditAction(
                  "accounts.verify",
                  null,
                  null,
                  account.id() + ", account " + account.accountId() + ": " + describe(result)));
          appendEvents(before, result);
          return repositories.accounts.find(account.tenant(), account.id()).orElseThrow();
        });
  }

  private void appendEvents(RegisteredAccount before, RoleVerification.VerificationResult result) {
    EventData event;
    if (result instanceof RoleVerification.VerificationResult.Unprotected(Failure failure)) {
      if (before.state() == AccountState.SUSPENDED) {
        return;
      }
      log.warn(
          "Account {} of tenant {} is suspended: {}",
          before.accountId(),
          before.tenant(),
          failure.message());
      event = new EventData.AccountSuspended(before.accountId(), failure);
    } else if (before.state() == AccountState.SUSPENDED
        && result.state() == AccountState.VERIFIED) {
      event = new EventData.AccountRestored(before.accountId());
    } else {
      return;
    }
    for (AccountRepository.LivingEnvironment environment :
        repositories.accounts.livingEnvironments(before.tenant(), before.id())) {
      repositories.events.append(before.tenant(), new EnvironmentId(environment.id()), null, event);
    }
  }

  private static String describe(RoleVerification.VerificationResult result) {
    Failure problem = result.problem();
    return problem == null
        ? result.state().code()
        : result.state().code()
            + " ("
            + problem.code().code()
            + problem.parameter(FailureParameter.PROBE).map(probe -> ", " + probe).orElse("")
            + ")";
  }
}
