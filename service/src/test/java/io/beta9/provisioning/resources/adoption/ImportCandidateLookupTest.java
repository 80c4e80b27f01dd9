package io.beta9.provisioning.resources.adoption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.resources.adoption.ImportCandidate.Why;
import io.beta9.provisioning.resources.lookup.LookupHints;
import io.beta9.provisioning.resources.lookup.LookupResult;
import io.beta9.provisioning.resources.lookup.ResourceLocator;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.terraform.run.JournalIds;
import io.beta9.provisioning.terraform.run.TerraformEvent.Action;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ImportCandidateLookupTest {
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final LookupResult FOUND = new LookupResult.Found("x", "x");

  private final FakeAccount account = new FakeAccount();
  private final Time clock = new Time();
  private final List<String> log = new ArrayList<>();
  private final LookupHints clues =
      new LookupHints(new EnvironmentId("env_0123456789ab"), new JournalIds(), Map.of());
  private final ImportCandidateLookup look =
      new ImportCandidateLookup(
          account, clues, clock, () -> clock.now = clock.now.plusSeconds(60), log::add);

  @Test
  void what_is_being_made_is_waited_for_and_each_new_status_is_told_once() throws Exception {
    ImportCandidate database = missing("aws_db_instance.this", Why.NOT_IN_STATE);
    account.shows(
        database,
        new LookupResult.Moving("creating"),
        new LookupResult.Moving("creating"),
        new LookupResult.Moving("backing-up"),
        FOUND);

    assertThat(look.at(List.of(database), PATIENCE, true)).containsEntry(database, FOUND);

    assertThat(log)
        .containsExactly(
            "waiting for aws_db_instance.this (creating)",
            "waiting for aws_db_instance.this (backing-up)");
  }

  @Test
  void the_wait_has_an_end_that_names_what_was_waited_for() {
    ImportCandidate database = missing("aws_db_instance.this", Why.NOT_IN_STATE);
    account.shows(database, new LookupResult.Moving("creating"));

    assertThatThrownBy(() -> look.at(List.of(database), PATIENCE, true))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().kind()).isEqualTo(FailureClass.TIMEOUT);
              assertThat(e.failure().message()).contains("aws_db_instance.this", "creating");
            });
    assertThat(Duration.between(Instant.EPOCH, clock.now)).isLessThan(PATIENCE.plusMinutes(3));
  }

  @Test
  void what_aws_could_not_make_is_removed_and_waited_for_until_it_is_gone() throws Exception {
    List<String> removed = new ArrayList<>();
    ImportCandidate nodes = missing("aws_eks_node_group.cpu", Why.NOT_IN_STATE);
    account.shows(
        nodes,
        new LookupResult.CreationFailed(
            "c:cpu", "CREATE_FAILED", Optional.of(() -> removed.add("c:cpu"))),
        new LookupResult.Moving("DELETING"),
        new LookupResult.Absent());

    assertThat(look.at(List.of(nodes), PATIENCE, true))
        .containsEntry(nodes, new LookupResult.Absent());
    assertThat(removed).containsExactly("c:cpu");
  }

  @Test
  void what_terraform_knows_or_a_destroy_will_remove_is_not_removed_here() throws Exception {
    List<String> removed = new ArrayList<>();
    ImportCandidate known = missing("aws_eks_node_group.cpu", Why.TAINTED);
    ImportCandidate unknown = missing("aws_eks_node_group.gpu", Why.NOT_IN_STATE);
    LookupResult broken =
        new LookupResult.CreationFailed(
            "c:x", "CREATE_FAILED", Optional.of(() -> removed.add("c:x")));
    account.shows(known, broken);
    account.shows(unknown, broken);

    look.at(List.of(known), PATIENCE, true);
    look.at(List.of(unknown), PATIENCE, false);

    assertThat(removed).isEmpty();
  }

  @Test
  void parents_come_first_and_only_what_is_slow_is_looked_at_beside_what_is_missing() {
    StateResources state =
        new StateResources(
            1,
            "",
            List.of(
                new StateResources.StateResource(
                    "aws_db_instance.this", "aws_db_instance", "db", false),
                new StateResources.StateResource("aws_subnet.a", "aws_subnet", "s", true)));

    List<ImportCandidate> missing =
        ImportCandidateLookup.missing(
            List.of(
                resource("aws_db_instance.this", Action.NOOP),
                resource("aws_subnet.a", Action.REPLACE),
                resource("aws_iam_role.x", Action.NOOP),
                resource("aws_vpc.this", Action.CREATE)),
            state,
            account);

    assertThat(missing)
        .extracting(ImportCandidate::address, ImportCandidate::why)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("aws_vpc.this", Why.NOT_IN_STATE),
            org.assertj.core.groups.Tuple.tuple("aws_subnet.a", Why.TAINTED),
            org.assertj.core.groups.Tuple.tuple("aws_db_instance.this", Why.SLOW));
  }

  private static ImportCandidate missing(String address, Why why) {
    return new ImportCandidate(resource(address, Action.CREATE), why);
  }

  private static PlannedResource resource(String address, Action action) {
    return new PlannedResource(
        address,
        address.substring(0, address.indexOf('.')),
        action,
        null,
        false,
        Set.of(),
        Map.of(),
        Map.of(),
        Map.of());
  }

  /** Time that passes only while somebody waits. */
  private static final class Time extends Clock {
    private Instant now = Instant.EPOCH;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  /** Shows one thing after the other, and the last of them for ever. */
  private static final class FakeAccount implements ResourceLocator {
    private static final List<String> ORDER =
        List.of("aws_vpc", "aws_subnet", "aws_iam_role", "aws_db_instance", "aws_eks_node_group");

    private final Map<String, List<LookupResult>> shown = new java.util.HashMap<>();

    void shows(ImportCandidate missing, LookupResult... sightings) {
      shown.put(missing.address(), new ArrayList<>(List.of(sightings)));
    }

    @Override
    public LookupResult look(PlannedResource wanted, LookupHints clues) {
      List<LookupResult> rest = shown.get(wanted.address());
      return rest.size() > 1 ? rest.removeFirst() : rest.getFirst();
    }

    @Override
    public int order(String type) {
      return ORDER.indexOf(type);
    }

    @Override
    public boolean isSlow(String type) {
      return type.equals("aws_db_instance");
    }

    @Override
    public Optional<String> mend(PlannedResource found, String id) {
      return Optional.empty();
    }

    @Override
    public void loosen(PlannedResource setting) {
      throw new UnsupportedOperationException();
    }
  }
}
