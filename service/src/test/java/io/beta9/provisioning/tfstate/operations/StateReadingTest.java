package io.beta9.provisioning.tfstate.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.UnknownEnvironmentException;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.tfstate.s3.StateNotFoundException;
import io.beta9.provisioning.tfstate.s3.StateNotFoundException.Missing;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Showing a state, with and without its secrets. */
class StateReadingTest extends StateOperationsScenario {
  private static Missing missing(ThrowingCallable call) {
    return catchThrowableOfType(StateNotFoundException.class, call).missing();
  }

  @Test
  void only_the_tenant_and_operators_find_the_environment() {
    write(state("a", 3, "this"));
    assertThat(reading().show(ANN, id, null).serial()).isEqualTo(3);
    assertThat(reading().show(OPERATOR, id, null).serial()).isEqualTo(3);
    assertThatThrownBy(() -> reading().show(EVE, id, null))
        .isInstanceOf(UnknownEnvironmentException.class);
    EnvironmentId unknown = new EnvironmentId("env_000000000000");
    assertThatThrownBy(() -> reading().show(OPERATOR, unknown, null))
        .isInstanceOf(UnknownEnvironmentException.class);
    assertThat(access.open(OPERATOR, id).caller().tenant()).isEqualTo(ANN.tenant());
  }

  @Test
  void a_state_is_shown_without_secrets() {
    assertThat(reading().versions(ANN, id)).isEmpty();
    assertThat(missing(() -> reading().show(ANN, id, null)))
        .isEqualTo(new Missing.MissingState(id.value()));
    String old = write(state("a", 3, "this", "data.here"));
    write(state("a", 4, "this", "that"));

    StateReading.Shown shown = reading().show(ANN, id, old);
    assertThat(shown.version()).isEqualTo(old);
    assertThat(shown.serial()).isEqualTo(3);
    assertThat(shown.lineage()).isEqualTo("a");
    assertThat(shown.terraformVersion()).isEqualTo("1.11.4");
    assertThat(shown.resources()).hasSize(2);
    assertThat(reading().show(ANN, id, null).serial()).isEqualTo(4);
    assertThat(reading().versions(ANN, id)).hasSize(2);
    assertThat(reading().show(ANN, id, null, "aws_vpc.that").attributes().toString())
        .contains("vpc-that")
        .doesNotContain("hush");
    assertThat(auditLines()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"aws_vpc.other, aws_vpc.this", "this, aws_vpc.this", "aws_subnet.x, "})
  void a_resource_that_does_not_exist_is_reported_with_the_nearest_one(
      String address, String nearest) {
    write(state("a", 3, "this"));
    assertThat(missing(() -> reading().show(ANN, id, null, address)))
        .isEqualTo(new Missing.MissingResource(id.value(), address, nearest));
  }

  @Test
  void a_version_that_does_not_exist_or_is_truncated_is_reported() {
    write("{\"lineage\": \"a\"");
    assertThat(codeOf(() -> reading().show(ANN, id, null))).isEqualTo(FailureCode.STATE_UNREADABLE);
    assertThat(missing(() -> reading().show(ANN, id, "nonesuch")))
        .isEqualTo(new Missing.MissingVersion(id.value(), "nonesuch"));
  }

  @Test
  void the_state_with_its_secrets_needs_a_reason_and_is_audited() {
    write(state("a", 3, "this"));
    assertThat(codeOf(() -> reading().raw(ANN, id, null))).isEqualTo(FailureCode.REASON_MISSING);
    assertThat(reading().raw(ANN_WITH_REASON, id, null).toString()).contains("hush");
    assertThat(auditLines())
        .containsExactly(
            "state.show-raw refused: "
                + Failure.of(FailureCode.REASON_MISSING, "Showing the state with its secrets")
                    .message(),
            "state.show-raw done: serial 3 was shown with its secrets");
  }

  @Test
  void the_audit_trail_names_the_version_that_was_shown_with_its_secrets() {
    String version = write(state("a", 3, "this"));
    reading().raw(ANN_WITH_REASON, id, null);
    reading().raw(ANN_WITH_REASON, id, version);
    assertThat(startedAudits()).containsExactly("the current version", "version " + version);
  }
}
