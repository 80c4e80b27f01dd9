package io.beta9.provisioning.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.progress.ResourceChange.ChangeState;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChangeScheduleTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final Map<String, Set<String>> DEPENDENCIES =
      Map.of(
          "t.cluster", Set.of("t.network"),
          "t.nodes", Set.of("t.cluster", "t.role"),
          "t.database", Set.of("t.network"));
  private static final Map<String, Long> MINUTES =
      Map.of("t.network", 1L, "t.cluster", 12L, "t.nodes", 5L, "t.database", 15L, "t.role", 1L);

  private static ResourceChange change(
      String address, Action action, ChangeState state, @Nullable Long startedMinutesAgo) {
    return new ResourceChange(
        address,
        "t",
        action,
        state,
        startedMinutesAgo == null ? null : NOW.minus(Duration.ofMinutes(startedMinutesAgo)),
        state.hasEnded() ? Duration.ofMinutes(1) : null);
  }

  private static ResourceChange create(String address, ChangeState state, @Nullable Long started) {
    return change(address, Action.CREATE, state, started);
  }

  private static ChangeSchedule schedule(ResourceChange... changes) {
    return new ChangeSchedule(
        List.of(changes),
        DEPENDENCIES,
        change ->
            Duration.ofMinutes(MINUTES.getOrDefault(change.address().replaceAll("\\[.*", ""), 1L)),
        NOW);
  }

  @Test
  void follows_the_chain_that_ends_last() {
    ChangeSchedule schedule =
        schedule(
            create("t.network", ChangeState.WAITING, null),
            create("t.cluster", ChangeState.WAITING, null),
            create("t.nodes", ChangeState.WAITING, null),
            create("t.role", ChangeState.WAITING, null),
            create("t.database", ChangeState.WAITING, null));
    assertThat(schedule.remaining()).isEqualTo(Duration.ofMinutes(18));
    assertThat(schedule.criticalPath()).containsExactly("t.nodes", "t.cluster", "t.network");
  }

  @Test
  void subtracts_what_has_been_done_already() {
    ChangeSchedule schedule =
        schedule(
            create("t.network", ChangeState.DONE, 20L),
            create("t.cluster", ChangeState.RUNNING, 4L),
            create("t.nodes", ChangeState.WAITING, null),
            create("t.database", ChangeState.RUNNING, 1L));
    assertThat(schedule.remaining()).isEqualTo(Duration.ofMinutes(14));
    assertThat(schedule.criticalPath()).containsExactly("t.database");
  }

  @Test
  void a_late_change_still_takes_a_while() {
    ChangeSchedule schedule = schedule(create("t.database", ChangeState.RUNNING, 40L));
    assertThat(schedule.remaining()).isEqualTo(Duration.ofMinutes(3));
  }

  @Test
  void deletes_a_resource_before_those_that_it_refers_to() {
    ChangeSchedule schedule =
        schedule(
            change("t.network", Action.DELETE, ChangeState.WAITING, null),
            change("t.cluster", Action.DELETE, ChangeState.WAITING, null),
            change("t.nodes", Action.DELETE, ChangeState.RUNNING, 0L));
    assertThat(schedule.criticalPath()).containsExactly("t.network", "t.cluster", "t.nodes");
  }

  @Test
  void an_instance_waits_for_the_instance_with_its_key() {
    ChangeSchedule schedule =
        schedule(
            create("t.cluster[\"a\"]", ChangeState.DONE, 13L),
            create("t.cluster[\"b\"]", ChangeState.RUNNING, 2L),
            create("t.nodes[\"a\"]", ChangeState.WAITING, null));
    assertThat(schedule.criticalPath()).containsExactly("t.cluster[\"b\"]");
    assertThat(schedule.remaining()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void nothing_remains_when_all_changes_have_ended() {
    ChangeSchedule schedule =
        schedule(
            create("t.network", ChangeState.DONE, 3L), create("t.role", ChangeState.FAILED, 3L));
    assertThat(schedule.remaining()).isZero();
    assertThat(schedule.criticalPath()).isEmpty();
  }

  @Test
  void ends_for_a_graph_with_a_cycle() {
    ChangeSchedule schedule =
        new ChangeSchedule(
            List.of(
                create("t.a", ChangeState.WAITING, null), create("t.b", ChangeState.WAITING, null)),
            Map.of("t.a", Set.of("t.b"), "t.b", Set.of("t.a")),
            change -> Duration.ofMinutes(1),
            NOW);
    assertThat(schedule.criticalPath()).containsExactlyInAnyOrder("t.a", "t.b");
  }
}
