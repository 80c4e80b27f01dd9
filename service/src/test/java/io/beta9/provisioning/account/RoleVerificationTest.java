package io.beta9.provisioning.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.account.RoleVerification.VerificationResult;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class RoleVerificationTest {
  private static final String ROLE = "arn:aws:iam::123456789012:role/Beta9Provisioner";
  private static final ExternalId OWN = new ExternalId("b9-own");
  private static final ExternalId FOREIGN = new ExternalId("b9-foreign");

  private final FakeRoles roles = new FakeRoles();

  @Test
  void verifies_a_role_that_accepts_only_its_external_id() {
    assertThat(verify(OWN.value()::equals)).isEqualTo(new VerificationResult.Verified());
    assertThat(roles.attempts()).hasSize(4).contains("none", FOREIGN.value(), OWN.value());
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

  @Test
  void uses_an_unpredictable_wrong_external_id() {
    verify(OWN.value()::equals);
    verify(OWN.value()::equals);

    assertThat(roles.attempts().get(1)).matches("b9-[0-9a-f]{48}");
    assertThat(roles.attempts().get(5)).isNotEqualTo(roles.attempts().get(1));
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
