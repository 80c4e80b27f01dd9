package io.beta9.provisioning.app.job;

import static io.beta9.provisioning.account.AccountRows.ACCOUNT;
import static io.beta9.provisioning.account.AccountRows.ACME;
import static io.beta9.provisioning.account.AccountRows.OTHER;
import static io.beta9.provisioning.account.AccountRows.ROLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.account.AccountIdentifiers;
import io.beta9.provisioning.account.AccountRows;
import io.beta9.provisioning.account.AccountState;
import io.beta9.provisioning.account.FakeRoles;
import io.beta9.provisioning.account.RegisteredAccount;
import io.beta9.provisioning.account.RoleVerification;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.intake.AccountRepositories;
import io.beta9.provisioning.intake.AccountVerifier;
import io.beta9.provisioning.partition.AwsPartition;
import io.beta9.provisioning.timeline.EventRepository;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class AccountVerificationJobTest {
  private static final String ENVIRONMENT = "env_000000000001";

  private final AccountRows rows = new AccountRows();
  private final FakeRoles roles = new FakeRoles();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AccountVerificationJob job =
      new AccountVerificationJob(
          rows.accounts,
          rows.legacy,
          new AccountVerifier(
              new AccountRepositories(
                  rows.jdbc,
                  rows.transactions,
                  new EventRepository(rows.jdbc, JsonMapper.shared())),
              new RoleVerification(roles, new Random(1))),
          Duration.ofHours(6),
          meters);

  @AfterEach
  void close() {
    rows.close();
  }

  /** Verifies an account with a role that requires the external id, some hours ago. */
  private RegisteredAccount verifiedHoursAgo(int hours) {
    RegisteredAccount account = rows.verified(ACME, ACCOUNT);
    roles.trust(ROLE, account.externalId().value()::equals);
    rows.environment(ENVIRONMENT, ACME, ROLE, null);
    rows.legacy.linkUnregistered();
    age(hours);
    return account;
  }

  private void age(int hours) {
    rows.jdbc
        .sql("update accounts set checked_at = now() - make_interval(hours => :hours)")
        .param("hours", hours)
        .update();
  }

  private AccountState state(RegisteredAccount account) {
    return rows.reread(account).state();
  }

  private List<String> events() {
    return rows.jdbc
        .sql("select kind from events where environment_id = :id order by seq")
        .param("id", ENVIRONMENT)
        .query(String.class)
        .list();
  }

  private double counted(String outcome) {
    return meters
        .get("provisioning.account.verifications")
        .tag("outcome", outcome)
        .counter()
        .count();
  }

  @Test
  void suspends_an_account_whose_role_has_stopped_requiring_the_external_id_and_restores_it() {
    RegisteredAccount account = verifiedHoursAgo(7);
    roles.trust(ROLE, any -> true);

    job.run();
    assertThat(state(account)).isEqualTo(AccountState.SUSPENDED);
    assertThat(events()).containsExactly("account-suspended");
    assertThat(counted("suspended")).isEqualTo(1);

    age(7);
    job.run();
    assertThat(events()).as("reported once").hasSize(1);

    roles.trust(ROLE, account.externalId().value()::equals);
    age(7);
    job.run();
    assertThat(state(account)).isEqualTo(AccountState.VERIFIED);
    assertThat(events()).containsExactly("account-suspended", "account-restored");
    assertThat(
            rows.jdbc
                .sql("select actor || ' ' || action || ' ' || tenant_id from audit order by id")
                .query(String.class)
                .list())
        .hasSize(3)
        .containsOnly("beta9-provisioning accounts.verify acme");
  }

  @Test
  void verifies_no_account_again_before_its_time() {
    RegisteredAccount account = verifiedHoursAgo(5);
    roles.trust(ROLE, any -> true);

    job.run();

    assertThat(roles.attempts()).isEmpty();
    assertThat(state(account)).isEqualTo(AccountState.VERIFIED);
  }

  @Test
  void keeps_the_state_while_aws_does_not_decide_and_goes_on_with_other_accounts() {
    RegisteredAccount account = verifiedHoursAgo(7);
    roles.setAvailable(false);

    job.run();

    assertThat(state(account)).isEqualTo(AccountState.VERIFIED);
    assertThat(counted("undecided")).isEqualTo(1);
    roles.setAvailable(true);
    job.run();
    assertThat(counted("verified")).isEqualTo(1);
  }

  @Test
  void marks_an_account_as_failed_whose_role_was_deleted() {
    RegisteredAccount account = verifiedHoursAgo(7);
    roles.trust(ROLE, any -> false);

    job.run();

    assertThat(state(account)).isEqualTo(AccountState.FAILED);
    assertThat(events()).isEmpty();
    assertThat(counted("failed")).isEqualTo(1);
  }

  @Test
  void verifies_every_account_that_is_due() {
    RegisteredAccount first = rows.verified(ACME, ACCOUNT);
    RegisteredAccount second = rows.verified(OTHER, "000000000001");
    roles.trust(ROLE, any -> true);
    roles.trust(
        AccountIdentifiers.defaultRole(AwsPartition.AWS, "000000000001"),
        second.externalId().value()::equals);
    age(7);

    job.run();

    assertThat(state(first)).isEqualTo(AccountState.SUSPENDED);
    assertThat(state(second)).isEqualTo(AccountState.VERIFIED);
  }

  @Test
  void accounts_that_aws_does_not_decide_do_not_keep_others_from_being_verified() {
    for (int i = 0; i < 60; i++) {
      String number = "1000000000%02d".formatted(i);
      rows.verified(OTHER, number);
      roles.trust(
          AccountIdentifiers.defaultRole(AwsPartition.AWS, number),
          any -> {
            throw new FailureException(Failure.of(FailureCode.NETWORK, "Assuming the role"));
          });
    }
    age(8);
    RegisteredAccount latest = rows.verified(ACME, ACCOUNT);
    roles.trust(ROLE, any -> true);
    rows.jdbc
        .sql("update accounts set checked_at = now() - interval '7 hours' where id = :id")
        .param("id", latest.id().value())
        .update();

    job.run();
    job.run();

    assertThat(state(latest)).isEqualTo(AccountState.SUSPENDED);
  }

  @Test
  void links_environments_that_a_previous_version_has_created() {
    rows.environment(ENVIRONMENT, ACME, ROLE, "x-1");

    job.run();

    assertThat(rows.accountOf(ENVIRONMENT)).startsWith("acc_");
  }
}
