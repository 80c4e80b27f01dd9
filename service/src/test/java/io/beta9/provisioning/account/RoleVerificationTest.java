package io.beta9.provisioning.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.account.RoleVerification.VerificationResult;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoleVerificationTest {
  private static final String ROLE = "arn:aws:iam::123456789012:role/Beta9Provisioner";
  private static final ExternalId OWN = new ExternalId("b9-" + "0a".repeat(24));
  private static final ExternalId FOREIGN = new ExternalId("b9-" + "3f".repeat(24));

  private final FakeRoles roles = new FakeRoles();

  @Test
  void verifies_a_role_that_accepts_only_its_external_id() {
    assertThat(verify(OWN.value()::equals)).isEqualTo(new VerificationResult.Verified());
    assertThat(roles.attempts())
        .hasSize(8)
        .startsWith("none")
        .endsWith(FOREIGN.value(), OWN.value());
  }

  @Test
  void fails_for_a_role_that_denies_its_external_id() {
    assertThat(verify(id -> false))
        .isInstanceOfSatisfying(
            VerificationResult.NotAssumable.class,
            result -> {
              assertThat(result.state()).isEqualTo(AccountState.FAILED);
              assertThat(result.failure().code()).isEqualTo(FailureCode.ROLE_NOT_ASSUMABLE);
              assertThat(result.failure().parameter(FailureParameter.ACCOUNT))
                  .hasValue("123456789012");
              assertThat(result.failure().parameter(FailureParameter.ROLE)).hasValue(ROLE);
            });
  }

  @Test
  void finds_a_role_that_needs_no_external_id() {
    assertUnprotected(verify(id -> true), "none");
    assertUnprotected(verify(id -> id == null), "none");
  }

  @Test
  void finds_a_role_that_accepts_any_external_id() {
    assertUnprotected(verify(id -> id != null), "wrong");
    assertUnprotected(verify(id -> id != null && id.startsWith("b9-")), "wrong");
  }

  @Test
  void finds_a_role_that_accepts_the_external_id_of_another_tenant() {
    assertUnprotected(
        verify(id -> FOREIGN.value().equals(id) || OWN.value().equals(id)), "foreign");
    assertUnprotected(verify(FOREIGN.value()::equals), "foreign");
  }

  @Test
  void shows_another_tenants_external_id_to_no_role_that_accepts_any() {
    verify(id -> true);
    verify(id -> id != null);

    assertThat(roles.attempts()).doesNotContain(FOREIGN.value());
  }

  /** A random id alone finds a pattern for half of all ids in every second verification only. */
  @ParameterizedTest
  @ValueSource(strings = {"^b9-[0-7].*", "^b9-0a0.*", "^b9-(0a){12}.*", ".*[89ab]$", ".*(0a){12}$"})
  void finds_a_role_that_accepts_every_id_with_the_beginning_or_the_end_of_its_own(String pattern) {
    Predicate<String> like = Pattern.compile(pattern).asMatchPredicate();
    for (int i = 0; i < 50; i++) {
      assertUnprotected(verify(id -> id != null && like.test(id)), "wrong");
    }
    assertThat(roles.attempts()).doesNotContain(FOREIGN.value());
  }

  @ParameterizedTest
  @ValueSource(strings = {"^b9-[0-7].*", "^b9-3.*", "^b9-(3f){12}.*", ".*[89a-f]$", ".*(3f){12}$"})
  void does_not_show_another_tenants_external_id_to_a_role_that_accepts_a_part_of_it(
      String pattern) {
    Predicate<String> like = Pattern.compile(pattern).asMatchPredicate();
    for (int i = 0; i < 50; i++) {
      assertUnprotected(
          verify(id -> OWN.value().equals(id) || (id != null && like.test(id))), "wrong");
    }

    assertThat(roles.attempts()).doesNotContain(FOREIGN.value());
  }

  @Test
  void never_sends_more_than_half_of_an_external_id_to_a_role_that_may_accept_a_part() {
    verify(OWN.value()::equals);

    List<String> parts = roles.attempts().subList(2, 6);
    assertThat(parts.get(0)).matches("b9-(0a){12}[0-9a-f]{24}").isNotEqualTo(OWN.value());
    assertThat(parts.get(1)).matches("b9-[0-9a-f]{24}(0a){12}").isNotEqualTo(OWN.value());
    assertThat(parts.get(2)).matches("b9-(3f){12}[0-9a-f]{24}").isNotEqualTo(FOREIGN.value());
    assertThat(parts.get(3)).matches("b9-[0-9a-f]{24}(3f){12}").isNotEqualTo(FOREIGN.value());
  }

  @Test
  void uses_an_unpredictable_wrong_external_id() {
    verify(OWN.value()::equals);
    verify(OWN.value()::equals);

    assertThat(roles.attempts().get(1)).matches("b9-[0-9a-f]{48}");
    assertThat(roles.attempts().get(9)).isNotEqualTo(roles.attempts().get(1));
  }

  @Test
  void takes_an_attempt_without_an_answer_neither_for_permission_nor_for_denial() {
    roles.setAvailable(false);

    assertThatThrownBy(() -> verify(OWN.value()::equals))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.NETWORK));
  }

  private final Random random = new Random(5);

  private VerificationResult verify(Predicate<String> trust) {
    roles.trust(ROLE, trust);
    return new RoleVerification(roles, random).verify(account(), Optional.of(FOREIGN));
  }

  private static void assertUnprotected(VerificationResult result, String probe) {
    assertThat(result.state()).isEqualTo(AccountState.SUSPENDED);
    assertThat(result.problem().code()).isEqualTo(FailureCode.EXTERNAL_ID_NOT_REQUIRED);
    assertThat(result.problem().parameter(FailureParameter.PROBE)).hasValue(probe);
    assertThat(result.problem().parameters().values()).noneMatch(value -> value.contains("b9-"));
  }

  private static RegisteredAccount account() {
    return new RegisteredAccount(
        new AccountId("acc_0123456789ab"),
        new TenantId("acme"),
        "aws",
        "123456789012",
        ROLE,
        OWN,
        null,
        AccountState.PENDING,
        false,
        null,
        null,
        null,
        "ann",
        Instant.EPOCH);
  }
}
