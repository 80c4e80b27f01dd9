package io.beta9.provisioning.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.aws.Clues;
import io.beta9.provisioning.aws.Sighting;
import io.beta9.provisioning.aws.Sightings;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.terraform.JournalIds;
import io.beta9.provisioning.terraform.PlannedResource;
import io.beta9.provisioning.terraform.StateView;
import io.beta9.provisioning.terraform.TerraformEvent.Action;
import io.beta9.provisioning.worker.Missing.Why;
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

class AccountLookTest {
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final Sighting FOUND = new Sighting.Found("x", "x");

  private final FakeAccount account = new FakeAccount();
  private final Time clock = new Time();
  private final List<String> log = new ArrayList<>();
  private final Clues clues =
      new Clues(new EnvironmentId("env_0123456789ab"), new JournalIds(), Map.of());
  private final AccountLook look =
      new AccountLook(account, clues, clock, () -> clock.now = clock.now.plusSeconds(60), log::add);

  @Test
  void what_is_being_made_is_waited_for_and_each_new_status_is_told_once() throws Exception {
    Missing database = missing("aws_db_instance.this", Why.NOT_IN_STATE);
    account.shows(
        database,
        new Sighting.Moving("creating"),
        new Sighting.Moving("creating"),
        new Sighting.Moving("backing-up"),
        FOUND);

    assertThat(look.at(List.of(database), PATIENCE, true)).containsEntry(database, FOUND);

    assertThat(log)
        .containsExactly(
            "waiting for aws_db_instance.this (creating)",
            "waiting for aws_db_instance.this (backing-up)");
  }

  @Test
  void the_wait_has_an_end_that_names_what_was_waited_for() {
    Missing database = missing("aws_db_instance.this", Why.NOT_IN_STATE);
    account.shows(database, new Sighting.Moving("creating"));

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
    Missing nodes = missing("aws_eks_node_group.cpu", Why.NOT_IN_STATE);
    account.shows(
        nodes,
        new Sighting.Broken("c:cpu", "CREATE_FAILED", Optional.of(() -> removed.add("c:cpu"))),
        new Sighting.Moving("DELETING"),
        new Sighting.Absent());

    assertThat(look.at(List.of(nodes), PATIENCE, true)).containsEntry(nodes, new Sighting.Absent());
    assertThat(removed).containsExactly("c:cpu");
  }

  @Test
  void what_terraform_knows_or_a_destroy_will_remove_is_not_removed_here() throws Exception {
    List<String> removed = new ArrayList<>();
    Missing known = missing("aws_eks_node_group.cpu", Why.TAINTED);
    Missing unknown = missing("aws_eks_node_group.gpu", Why.NOT_IN_STATE);
    Sighting broken =
        new Sighting.Broken("c:x", "CREATE_FAILED", Optional.of(() -> removed.add("c:x")));
    account.shows(known, broken);
    account.shows(unknown, broken);

    look.at(List.of(known), PATIENCE, true);
    look.at(List.of(unknown), PATIENCE, false);

    assertThat(removed).isEmpty();
  }

  @Test
  void parents_come_first_and_only_what_is_slow_is_looked_at_beside_what_is_missing() {
    StateView state =
        new StateView(
            1,
            "",
            List.of(
                new StateView.Resource("aws_db_instance.this", "aws_db_instance", "db", false),
                new StateView.Resource("aws_subnet.a", "aws_subnet", "s", true)));

    List<Missing> missing =
        AccountLook.missing(
            List.of(
                resource("aws_db_instance.this", Action.NOOP),
                resource("aws_subnet.a", Action.REPLACE),
                resource("aws_iam_role.x", Action.NOOP),
                resource("aws_vpc.this", Action.CREATE)),
            state,
            account);

    assertThat(missing)
        .extracting(Missing::address, Missing::why)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("aws_vpc.this", Why.NOT_IN_STATE),
            org.assertj.core.groups.Tuple.tuple("aws_subnet.a", Why.TAINTED),
            org.assertj.core.groups.Tuple.tuple("aws_db_instance.this", Why.SLOW));
  }

  private static Missing missing(String address, Why why) {
    return new Missing(resource(address, Action.CREATE), why);
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
  private static final class FakeAccount implements Sightings {
    private static final List<String> ORDER =
        List.of("aws_vpc", "aws_subnet", "aws_iam_role", "aws_db_instance", "aws_eks_node_group");

    private final Map<String, List<Sighting>> shown = new java.util.HashMap<>();

    void shows(Missing missing, Sighting... sightings) {
      shown.put(missing.address(), new ArrayList<>(List.of(sightings)));
    }

    @Override
    public Sighting look(PlannedResource wanted, Clues clues) {
      List<Sighting> rest = shown.get(wanted.address());
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
