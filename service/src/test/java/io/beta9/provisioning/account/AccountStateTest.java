package io.beta9.provisioning.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AccountStateTest {

  @ParameterizedTest
  @CsvSource({
    "PENDING, false, true",
    "VERIFIED, true, true",
    "FAILED, false, true",
    "LEGACY, false, true",
    "SUSPENDED, false, false"
  })
  void only_a_verified_account_accepts_environments_and_a_suspended_one_no_changes(
      AccountState state, boolean create, boolean change) {
    assertThat(state.allows(AccountUse.CREATE)).isEqualTo(create);
    assertThat(state.allows(AccountUse.CHANGE)).isEqualTo(change);
  }

  @ParameterizedTest
  @EnumSource
  void no_state_prevents_a_destroy(AccountState state) {
    assertThat(state.allows(AccountUse.DESTROY)).isTrue();
    assertThat(AccountState.parse(state.code())).contains(state);
  }
}
