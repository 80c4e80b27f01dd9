package io.beta9.provisioning.resources.adoption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.resources.adoption.AdoptionDecision.Aim;
import io.beta9.provisioning.resources.adoption.ImportCandidate.Reason;
import io.beta9.provisioning.resources.lookup.LookupResult;
import io.beta9.provisioning.resources.lookup.LookupResult.Ownership;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.plan.ImportBlock;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AdoptionDecisionTest {
  private static final LookupResult FOUND = new LookupResult.Found("import-id", "id");
  private static final LookupResult CREATION_FAILED =
      new LookupResult.CreationFailed("thing", "CREATE_FAILED", Optional.empty());

  @Test
  void imports_a_resource_that_was_found() {
    assertThat(decide(Reason.NOT_IN_STATE, FOUND, Aim.CONTINUE).blocks())
        .containsExactly(new ImportBlock("aws_vpc.this", "import-id"));
  }

  @Test
  void allows_creating_absent_resources_and_settings() {
    assertThat(decide(Reason.NOT_IN_STATE, new LookupResult.Absent(), Aim.CONTINUE).creatable())
        .containsExactly("aws_vpc.this");
    AdoptionDecision setting =
        decide(Reason.NOT_IN_STATE, new LookupResult.Repeatable(), Aim.CONTINUE);
    assertThat(setting.creatable()).containsExactly("aws_vpc.this");
    assertThat(setting.isEmpty()).isTrue();
  }

  @Test
  void untaints_a_tainted_resource_that_is_complete() {
    AdoptionDecision decision = decide(Reason.TAINTED, FOUND, Aim.CONTINUE);

    assertThat(decision.untaintable()).containsExactly("aws_vpc.this");
    assertThat(decision.blocks()).isEmpty();
  }

  @Test
  void leaves_a_tainted_resource_tainted_if_its_creation_failed() {
    assertThat(decide(Reason.TAINTED, CREATION_FAILED, Aim.CONTINUE).isEmpty()).isTrue();
  }

  @Test
  void fails_and_names_both_if_two_resources_match() {
    LookupResult ambiguous = new LookupResult.Ambiguous(List.of("vpc-1", "vpc-2"));
    for (Aim aim : Aim.values()) {
      assertThat(failure(ambiguous, aim))
          .isEqualTo(
              Failure.of(FailureCode.ADOPTION_AMBIGUOUS)
                  .about(new ResourceAddress("aws_vpc.this"))
                  .with(FailureParameter.IDS, List.of("vpc-1", "vpc-2")));
      assertThat(failure(ambiguous, aim).kind()).isEqualTo(FailureClass.CONFLICT);
    }
  }

  @Test
  void fails_on_a_foreign_resource_except_for_a_destroy() {
    LookupResult foreign = new LookupResult.Foreign("a-role", new Ownership.Untagged());

    assertThat(failure(foreign, Aim.CONTINUE))
        .isEqualTo(
            Failure.of(FailureCode.ADOPTION_NOT_OWNED)
                .about(new ResourceAddress("aws_vpc.this"))
                .with(FailureParameter.ID, "a-role"));
    assertThat(decide(Reason.NOT_IN_STATE, foreign, Aim.DESTROY).isEmpty()).isTrue();
  }

  static List<Arguments> owners() {
    return List.of(
        Arguments.of(new Ownership.Untagged(), Map.of()),
        Arguments.of(new Ownership.TaggedFor("env_1"), Map.of(FailureParameter.OWNER, "env_1")),
        Arguments.of(new Ownership.RefersTo("key-1"), Map.of(FailureParameter.KEY, "key-1")),
        Arguments.of(new Ownership.Elsewhere(403), Map.of(FailureParameter.STATUS, "403")));
  }

  @ParameterizedTest
  @MethodSource("owners")
  void states_why_a_resource_is_foreign(Ownership ownership, Map<FailureParameter, String> reason) {
    LookupResult foreign = new LookupResult.Foreign("a-role", ownership);

    Map<FailureParameter, String> expected = new EnumMap<>(FailureParameter.class);
    expected.putAll(reason);
    expected.put(FailureParameter.ID, "a-role");
    assertThat(failure(foreign, Aim.CONTINUE).parameters()).isEqualTo(expected);
  }

  @Test
  void fails_on_a_failed_creation_except_for_a_destroy_which_imports_it() {
    assertThat(failure(CREATION_FAILED, Aim.CONTINUE))
        .isEqualTo(
            Failure.of(FailureCode.ADOPTION_UNHEALTHY)
                .about(new ResourceAddress("aws_vpc.this"))
                .with(FailureParameter.ID, "thing")
                .with(FailureParameter.STATUS, "CREATE_FAILED"));
    assertThat(decide(Reason.NOT_IN_STATE, CREATION_FAILED, Aim.DESTROY).blocks())
        .containsExactly(new ImportBlock("aws_vpc.this", "thing"));
  }

  @Test
  void decides_nothing_for_a_resource_that_was_only_waited_for() {
    assertThat(decide(Reason.SLOW, FOUND, Aim.CONTINUE).isEmpty()).isTrue();
    assertThat(decide(Reason.SLOW, new LookupResult.Absent(), Aim.CONTINUE).creatable()).isEmpty();
  }

  private static Failure failure(LookupResult result, Aim aim) {
    Failure[] failure = new Failure[1];
    assertThatThrownBy(() -> decide(Reason.NOT_IN_STATE, result, aim))
        .isInstanceOfSatisfying(FailureException.class, e -> failure[0] = e.failure());
    return failure[0];
  }

  private static AdoptionDecision decide(Reason reason, LookupResult result, Aim aim) {
    return AdoptionDecision.of(
        Map.of(new ImportCandidate(resource("aws_vpc.this"), reason), result), aim);
  }

  static PlannedResource resource(String address) {
    return new PlannedResource(
        address,
        address.substring(0, address.indexOf('.')),
        Action.CREATE,
        null,
        false,
        Set.of(),
        Map.of(),
        Map.of(),
        Map.of());
  }
}
