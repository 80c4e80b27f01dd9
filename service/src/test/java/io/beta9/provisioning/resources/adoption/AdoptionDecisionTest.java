package io.beta9.provisioning.resources.adoption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.resources.adoption.AdoptionDecision.Aim;
import io.beta9.provisioning.resources.adoption.ImportCandidate.Why;
import io.beta9.provisioning.resources.lookup.LookupResult;
import io.beta9.provisioning.terraform.plan.ImportBlock;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import io.beta9.provisioning.terraform.run.TerraformEvent.Action;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdoptionDecisionTest {
  private static final LookupResult FOUND = new LookupResult.Found("import-id", "id");
  private static final LookupResult BROKEN =
      new LookupResult.CreationFailed("thing", "CREATE_FAILED", Optional.empty());

  @Test
  void what_was_found_is_taken_over() {
    assertThat(decide(Why.NOT_IN_STATE, FOUND, Aim.GO_ON).blocks())
        .containsExactly(new ImportBlock("aws_vpc.this", "import-id"));
  }

  @Test
  void what_is_not_there_may_be_made_and_so_may_a_setting() {
    assertThat(decide(Why.NOT_IN_STATE, new LookupResult.Absent(), Aim.GO_ON).mayBeMade())
        .containsExactly("aws_vpc.this");
    AdoptionDecision setting = decide(Why.NOT_IN_STATE, new LookupResult.Repeatable(), Aim.GO_ON);
    assertThat(setting.mayBeMade()).containsExactly("aws_vpc.this");
    assertThat(setting.isEmpty()).isTrue();
  }

  @Test
  void what_is_tainted_and_well_is_not_tainted_any_more() {
    AdoptionDecision decision = decide(Why.TAINTED, FOUND, Aim.GO_ON);

    assertThat(decision.untaint()).containsExactly("aws_vpc.this");
    assertThat(decision.blocks()).isEmpty();
  }

  @Test
  void what_is_tainted_and_broken_stays_so() {
    assertThat(decide(Why.TAINTED, BROKEN, Aim.GO_ON).isEmpty()).isTrue();
  }

  @Test
  void two_that_could_be_it_are_for_a_person_who_is_told_both() {
    LookupResult two = new LookupResult.Ambiguous(List.of("vpc-1", "vpc-2"));
    for (Aim aim : Aim.values()) {
      assertThat(failure(two, aim).message()).contains("aws_vpc.this", "vpc-1", "vpc-2");
      assertThat(failure(two, aim).kind()).isEqualTo(FailureClass.CONFLICT);
    }
  }

  @Test
  void what_is_somebody_elses_stops_a_provision_and_is_left_alone_by_a_destroy() {
    LookupResult foreign = new LookupResult.Foreign("a-role", "it lacks the tag");

    assertThat(failure(foreign, Aim.GO_ON).message()).contains("aws_vpc.this", "a-role");
    assertThat(decide(Why.NOT_IN_STATE, foreign, Aim.DESTROY).isEmpty()).isTrue();
  }

  @Test
  void what_aws_could_not_make_stops_a_provision_and_is_destroyed_by_a_destroy() {
    assertThat(failure(BROKEN, Aim.GO_ON).message()).contains("aws_vpc.this", "CREATE_FAILED");
    assertThat(decide(Why.NOT_IN_STATE, BROKEN, Aim.DESTROY).blocks())
        .containsExactly(new ImportBlock("aws_vpc.this", "thing"));
  }

  @Test
  void what_is_only_waited_for_changes_nothing() {
    assertThat(decide(Why.SLOW, FOUND, Aim.GO_ON).isEmpty()).isTrue();
    assertThat(decide(Why.SLOW, new LookupResult.Absent(), Aim.GO_ON).mayBeMade()).isEmpty();
  }

  private static Failure failure(LookupResult sighting, Aim aim) {
    Failure[] failure = new Failure[1];
    assertThatThrownBy(() -> decide(Why.NOT_IN_STATE, sighting, aim))
        .isInstanceOfSatisfying(FailureException.class, e -> failure[0] = e.failure());
    return failure[0];
  }

  private static AdoptionDecision decide(Why why, LookupResult sighting, Aim aim) {
    return AdoptionDecision.of(
        Map.of(new ImportCandidate(resource("aws_vpc.this"), why), sighting), aim);
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
