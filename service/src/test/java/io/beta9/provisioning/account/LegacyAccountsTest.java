package io.beta9.provisioning.account;

import static io.beta9.provisioning.account.AccountRows.ACCOUNT;
import static io.beta9.provisioning.account.AccountRows.ACME;
import static io.beta9.provisioning.account.AccountRows.OTHER;
import static io.beta9.provisioning.account.AccountRows.ROLE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LegacyAccountsTest {
  private static final String OTHER_ROLE = ROLE + "2";

  private final AccountRows rows = new AccountRows();

  @AfterEach
  void close() {
    rows.close();
  }

  @Test
  void links_environments_of_the_previous_version_with_one_account_for_each_tenant_and_role() {
    rows.environment("env_000000000001", ACME, ROLE, "x-1");
    rows.environment("env_000000000002", ACME, ROLE, "x-1");
    rows.environment("env_000000000003", ACME, OTHER_ROLE, null);
    rows.environment("env_000000000004", OTHER, ROLE, "x-2");

    assertThat(rows.legacy.linkUnregistered()).isEqualTo(4);
    assertThat(rows.legacy.linkUnregistered()).isZero();

    assertThat(rows.accounts.list(ACME))
        .extracting(RegisteredAccount::roleArn)
        .containsExactlyInAnyOrder(ROLE, OTHER_ROLE);
    assertThat(rows.accounts.list(ACME))
        .allMatch(account -> account.state() == AccountState.LEGACY)
        .filteredOn(account -> account.externalId() == null)
        .hasSize(1);
    assertThat(rows.accounts.list(OTHER)).hasSize(1);
    assertThat(rows.accountOf("env_000000000001"))
        .isEqualTo(rows.accountOf("env_000000000002"))
        .isNotEqualTo(rows.accountOf("env_000000000003"))
        .isNotEqualTo(rows.accountOf("env_000000000004"));
  }

  @Test
  void lists_legacy_accounts_that_several_tenants_use() {
    rows.environment("env_000000000001", ACME, ROLE, "x-1");
    rows.environment("env_000000000002", OTHER, ROLE, "x-1");
    rows.legacy.linkUnregistered();

    assertThat(rows.grants.shared())
        .extracting(SharedAccountUse::tenant, SharedAccountUse::environments)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(ACME, 1),
            org.assertj.core.groups.Tuple.tuple(OTHER, 1));
  }

  @Test
  void links_environments_of_the_previous_version_with_the_verified_account_of_their_role() {
    RegisteredAccount account = rows.verified(ACME, ACCOUNT);
    rows.environment("env_000000000001", ACME, ROLE, "x-1");
    rows.environment("env_000000000002", OTHER, ROLE, "x-1");

    rows.legacy.linkUnregistered();

    assertThat(rows.accountOf("env_000000000001")).isEqualTo(account.id().value());
    assertThat(rows.accountOf("env_000000000002")).isNotEqualTo(account.id().value());
    assertThat(rows.accounts.list(ACME)).containsExactly(account);
  }

  @Test
  void does_not_link_environments_with_an_account_that_was_never_verified() {
    RegisteredAccount pending = rows.registered(ACME, ACCOUNT);
    rows.environment("env_000000000001", ACME, ROLE, "x-1");

    rows.legacy.linkUnregistered();

    assertThat(rows.accountOf("env_000000000001")).isNotEqualTo(pending.id().value());
    assertThat(rows.accounts.list(ACME)).hasSize(2);
  }

  @Test
  void a_verified_account_replaces_the_legacy_one_of_its_role() {
    rows.environment("env_000000000001", ACME, ROLE, null);
    rows.environment("env_000000000002", ACME, OTHER_ROLE, "x-2");
    rows.environment("env_000000000003", OTHER, ROLE, "x-3");
    rows.legacy.linkUnregistered();
    RegisteredAccount account = rows.verified(ACME, ACCOUNT);

    assertThat(rows.legacy.replaceBy(account)).isEqualTo(1);

    assertThat(rows.accountOf("env_000000000001")).isEqualTo(account.id().value());
    // A version that knows no accounts reads it there.
    assertThat(rows.externalIdOf("env_000000000001")).isEqualTo(account.externalId().value());
    assertThat(rows.externalIdOf("env_000000000002")).isEqualTo("x-2");
    assertThat(rows.externalIdOf("env_000000000003")).isEqualTo("x-3");
    assertThat(rows.accounts.list(ACME))
        .extracting(RegisteredAccount::roleArn)
        .containsExactlyInAnyOrder(ROLE, OTHER_ROLE);
    assertThat(rows.accounts.list(OTHER)).hasSize(1);
  }
}
