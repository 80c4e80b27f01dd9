package io.beta9.provisioning.app.job;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.account.AccountId;
import io.beta9.provisioning.account.AccountRepository;
import io.beta9.provisioning.account.AccountState;
import io.beta9.provisioning.account.LegacyAccountRepository;
import io.beta9.provisioning.account.RegisteredAccount;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.intake.AccountVerifier;
import io.beta9.provisioning.intake.UnknownAccountException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies the roles of accounts again whose latest verification is too old, and links environments
 * that a previous version has created. {@code provisioning_account_verifications_total{outcome}}
 * counts the results.
 */
public final class AccountVerificationJob {
  /** How often due accounts are looked up. */
  public static final Duration INTERVAL = Duration.ofMinutes(5);

  /** At most as many per run, so that a run ends before the next one would begin. */
  private static final int BATCH = 50;

  private static final String UNDECIDED = "undecided";
  private static final Logger log = LoggerFactory.getLogger(AccountVerificationJob.class);

  private final AccountRepository accounts;
  private final LegacyAccountRepository legacy;
  private final AccountVerifier verifier;
  private final Duration maxAge;
  private final MeterRegistry meters;

  /** Accounts about which AWS has not decided; all others precede them. */
  private final Set<AccountId> undecided = new HashSet<>();

  /**
   * @param maxAge the age of a verification from which it is repeated
   */
  public AccountVerificationJob(
      AccountRepository accounts,
      LegacyAccountRepository legacy,
      AccountVerifier verifier,
      Duration maxAge,
      MeterRegistry meters) {
    this.accounts = accounts;
    this.legacy = legacy;
    this.verifier = verifier;
    this.maxAge = maxAge;
    this.meters = meters;
    counter(AccountState.VERIFIED.code());
    counter(AccountState.FAILED.code());
    counter(AccountState.SUSPENDED.code());
    counter(UNDECIDED);
  }

  public void run() {
    int linked = legacy.linkUnregistered();
    if (linked > 0) {
      log.info("Linked {} environments of a previous version with their accounts", linked);
    }
    for (RegisteredAccount account : due()) {
      String outcome = verify(account);
      if (outcome.equals(UNDECIDED)) {
        undecided.add(account.id());
      } else {
        undecided.remove(account.id());
      }
      counter(outcome).increment();
    }
  }

  private List<RegisteredAccount> due() {
    List<RegisteredAccount> due = accounts.due(maxAge, BATCH + undecided.size());
    undecided.retainAll(due.stream().map(RegisteredAccount::id).toList());
    return due.stream()
        .sorted(Comparator.comparing(account -> undecided.contains(account.id())))
        .limit(BATCH)
        .toList();
  }

  private String verify(RegisteredAccount account) {
    Caller caller = new Caller(account.tenant(), "-", "beta9-provisioning", Role.ADMIN);
    try {
      return verifier.verify(caller, account).state().code();
    } catch (FailureException e) {
      // The next run tries again; the state remains as it is.
      log.warn(
          "Account {} of tenant {} could not be verified: {}",
          account.accountId(),
          account.tenant(),
          e.failure().message());
      return UNDECIDED;
    } catch (UnknownAccountException e) {
      return UNDECIDED;
    }
  }

  private Counter counter(String outcome) {
    return Counter.builder("provisioning.account.verifications")
        .description("Repeated verifications of the roles of registered accounts by outcome")
        .tag("outcome", outcome)
        .register(meters);
  }
}
