package io.beta9.provisioning.account;

import static io.beta9.provisioning.account.AccountRows.ACCOUNT;
import static io.beta9.provisioning.account.AccountRows.ACME;
import static io.beta9.provisioning.account.AccountRows.OTHER;
import static io.beta9.provisioning.account.AccountRows.ROLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.account.AccountRepository.OwnedByAnotherTenantException;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccountRepositoryTest {
  private static final RoleVerification.VerificationResult VERIFIED =
      new RoleVerification.VerificationResult.Verified();

  private final AccountRows rows = new AccountRows();
  private final AccountRepository accounts = rows.accounts;

  @AfterEach
  void close() {
    rows.close();
  }

  @Test
  void registers_an_account_once_for_a_tenant() {
    RegisteredAccount first = rows.registered(ACME, ACCOUNT);
    RegisteredAccount second = rows.registered(ACME, ACCOUNT);

    assertThat(second).isEqualTo(first);
    assertThat(first.state()).isEqualTo(AccountState.PENDING);
    assertThat(first.exclusive()).isFalse();
    assertThat(accounts.list(ACME)).containsExactly(first);
    assertThat(accounts.list(OTHER)).isEmpty();
  }

  @Test
  void generates_a_different_external_id_for_each_tenant() {
    assertThat(rows.registered(ACME, ACCOUNT).externalId())
        .isNotEqualTo(rows.registered(OTHER, ACCOUNT).externalId());
  }

  @Test
  void a_registration_that_is_not_verified_excludes_no_other_tenant() {
    rows.registered(ACME, ACCOUNT);

    assertThat(accounts.isOwnedByAnother(OTHER, "aws", ACCOUNT)).isFalse();
    assertThat(rows.verified(OTHER, ACCOUNT).exclusive()).isTrue();
  }

  @Test
  void belongs_to_the_tenant_that_verified_it_first() {
    RegisteredAccount late = rows.registered(ACME, ACCOUNT);
    rows.verified(OTHER, ACCOUNT);

    assertThat(accounts.isOwnedByAnother(ACME, "aws", ACCOUNT)).isTrue();
    assertThat(accounts.isOwnedByAnother(OTHER, "aws", ACCOUNT)).isFalse();
    assertThatThrownBy(() -> accounts.recordVerification(late, VERIFIED))
        .isInstanceOf(OwnedByAnotherTenantException.class);
    assertThat(rows.reread(late)).isEqualTo(late);
  }

  @Test
  void still_belongs_to_its_tenant_after_a_failed_verification_until_it_is_removed() {
    RegisteredAccount account = rows.verified(OTHER, ACCOUNT);
    accounts.recordVerification(account, AccountRows.suspended());
    assertThat(accounts.isOwnedByAnother(ACME, "aws", ACCOUNT)).isTrue();

    accounts.delete(OTHER, account.id());
    assertThat(accounts.isOwnedByAnother(ACME, "aws", ACCOUNT)).isFalse();
  }

  @Test
  void a_tenant_with_a_grant_uses_the_account_beside_its_owner() {
    rows.verified(ACME, ACCOUNT);
    rows.grants.insert(new AccountGrant("aws", ACCOUNT, OTHER), "op", "merger");

    assertThat(accounts.isOwnedByAnother(OTHER, "aws", ACCOUNT)).isFalse();
    RegisteredAccount shared = rows.verified(OTHER, ACCOUNT);
    assertThat(shared.state()).isEqualTo(AccountState.VERIFIED);
    assertThat(shared.exclusive()).isFalse();
  }

  @Test
  void a_grant_to_the_owner_revokes_nothing() {
    RegisteredAccount owner = rows.verified(ACME, ACCOUNT);
    rows.grants.insert(new AccountGrant("aws", ACCOUNT, ACME), "op", "mistake");
    accounts.recordVerification(owner, VERIFIED);

    assertThat(rows.reread(owner).exclusive()).isTrue();
  }

  @Test
  void of_two_tenants_that_verify_an_account_at_the_same_time_one_gets_it() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < 20; round++) {
        String account = "%012d".formatted(round);
        CyclicBarrier start = new CyclicBarrier(2);
        List<Future<Boolean>> attempts =
            threads.invokeAll(
                List.of(
                    attempt(rows.registered(ACME, account), start),
                    attempt(rows.registered(OTHER, account), start)));

        assertThat(List.of(attempts.get(0).get(), attempts.get(1).get()))
            .containsExactlyInAnyOrder(true, false);
        assertThat(exclusiveRows(account)).isEqualTo(1);
      }
    }
  }

  private Callable<Boolean> attempt(RegisteredAccount account, CyclicBarrier start) {
    return () -> {
      start.await();
      try {
        return accounts.recordVerification(account, VERIFIED);
      } catch (OwnedByAnotherTenantException e) {
        return false;
      }
    };
  }

  private int exclusiveRows(String account) {
    return rows.jdbc
        .sql("select count(*) from accounts where aws_account_id = :account and exclusive")
        .param("account", account)
        .query(Integer.class)
        .single();
  }

  @Test
  void records_the_result_of_a_verification() {
    RegisteredAccount account = rows.verified(ACME, ACCOUNT);
    assertThat(account.verifiedAt()).isNotNull().isEqualTo(account.checkedAt());
    assertThat(account.failure()).isNull();

    Failure failure = Failure.of(FailureCode.ROLE_NOT_ASSUMABLE, "Verifying the role");
    accounts.recordVerification(
        account, new RoleVerification.VerificationResult.NotAssumable(failure));
    RegisteredAccount failed = rows.reread(account);
    assertThat(failed.state()).isEqualTo(AccountState.FAILED);
    assertThat(failed.failure()).isEqualTo(failure);
    assertThat(failed.verifiedAt()).isEqualTo(account.verifiedAt());
    assertThat(failed.checkedAt()).isAfter(account.checkedAt());

    accounts.recordVerification(failed, VERIFIED);
    assertThat(rows.reread(account).failure()).isNull();
  }

  @Test
  void records_no_result_for_an_account_that_was_removed_and_registered_again() {
    RegisteredAccount before = rows.registered(ACME, ACCOUNT);
    accounts.delete(ACME, before.id());
    RegisteredAccount after = rows.registered(ACME, ACCOUNT);

    assertThat(accounts.recordVerification(before, VERIFIED)).isFalse();
    assertThat(rows.reread(after).state()).isEqualTo(AccountState.PENDING);
  }

  @Test
  void returns_accounts_whose_verification_is_older_than_the_limit_the_oldest_first() {
    RegisteredAccount old = rows.verified(ACME, "000000000001");
    RegisteredAccount older = rows.verified(ACME, "000000000002");
    rows.verified(ACME, "000000000003");
    rows.registered(ACME, "000000000004");
    age(old, 61);
    age(older, 62);

    assertThat(accounts.due(Duration.ofMinutes(60), 10))
        .extracting(RegisteredAccount::id)
        .containsExactly(older.id(), old.id());
    assertThat(accounts.due(Duration.ofMinutes(60), 1)).hasSize(1);
    assertThat(accounts.due(Duration.ofMinutes(63), 10)).isEmpty();
  }

  private void age(RegisteredAccount account, int minutes) {
    rows.jdbc
        .sql(
            """
            update accounts set checked_at = now() - make_interval(mins => :minutes) where id = :id
            """)
        .param("minutes", minutes)
        .param("id", account.id().value())
        .update();
  }

  @Test
  void tries_the_external_id_of_another_tenant_for_the_same_account_and_of_no_other_account() {
    RegisteredAccount account = rows.registered(ACME, ACCOUNT);
    rows.registered(OTHER, "000000000001");
    assertThat(accounts.foreignExternalId(account)).isEmpty();

    RegisteredAccount same = rows.registered(OTHER, ACCOUNT);
    assertThat(accounts.foreignExternalId(account)).contains(same.externalId());

    accounts.delete(OTHER, same.id());
    assertThat(accounts.foreignExternalId(account)).isEmpty();
  }

  @Test
  void does_not_try_the_external_ids_of_tenants_that_share_the_account() {
    RegisteredAccount owner = rows.verified(ACME, ACCOUNT);
    rows.grants.insert(new AccountGrant("aws", ACCOUNT, OTHER), "op", "merger");
    RegisteredAccount sharing = rows.registered(OTHER, ACCOUNT);

    assertThat(accounts.foreignExternalId(owner)).isEmpty();
    assertThat(accounts.foreignExternalId(sharing)).isEmpty();
  }

  @Test
  void deletes_role_and_external_id_from_destroyed_environments_with_the_account() {
    RegisteredAccount account = rows.verified(ACME, ACCOUNT);
    rows.environment("env_000000000001", ACME, ROLE, "x-1");
    rows.jdbc
        .sql("update environments set status = 'destroyed', registered_account_id = :id")
        .param("id", account.id().value())
        .update();

    assertThat(accounts.livingEnvironments(ACME, account.id())).isEmpty();
    assertThat(accounts.delete(ACME, account.id())).isTrue();
    assertThat(rows.accountOf("env_000000000001")).isEqualTo("none");
    assertThat(rows.externalIdOf("env_000000000001")).isEqualTo("none");
    assertThat(accounts.delete(ACME, account.id())).isFalse();
  }

  @Test
  void lists_the_accounts_that_several_tenants_use_or_may_use() {
    rows.verified(ACME, ACCOUNT);
    rows.verified(ACME, "000000000001");
    assertThat(rows.grants.shared()).isEmpty();

    assertThat(rows.grants.insert(new AccountGrant("aws", ACCOUNT, OTHER), "op", "merger"))
        .isTrue();
    assertThat(rows.grants.shared())
        .extracting(SharedAccountUse::tenant, SharedAccountUse::state, SharedAccountUse::reason)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(ACME, AccountState.VERIFIED, null),
            org.assertj.core.groups.Tuple.tuple(OTHER, null, "merger"));
    assertThat(rows.grants.delete(new AccountGrant("aws", ACCOUNT, OTHER))).isTrue();
    assertThat(rows.grants.shared()).isEmpty();
    assertThat(
            rows.grants.insert(
                new AccountGrant("aws", ACCOUNT, new TenantId("unknown")), "op", "typo"))
        .isFalse();
  }
}
