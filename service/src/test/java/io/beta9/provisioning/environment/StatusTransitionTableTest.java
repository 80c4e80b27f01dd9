package io.beta9.provisioning.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The complete table of statuses and transitions; {@code -} is a transition that is rejected. */
class StatusTransitionTableTest {
  private static final String TABLE =
      """
      from            PROVISION     BOOTSTRAP      BECOME_READY  RESTORE_READY  FAIL    REQUEST_PROVISION  REQUEST_DESTROY  DESTROY     FINISH_DESTROY  AWAIT_PROVISION  AWAIT_DESTROY
      queued          provisioning  bootstrapping  -             ready       failed  -                  destroy_queued   destroying  -               queued           -
      provisioning    provisioning  bootstrapping  ready         ready       failed  -                  -                destroying  -               queued           -
      bootstrapping   provisioning  bootstrapping  ready         -           failed  -                  -                destroying  -               queued           -
      ready           provisioning  bootstrapping  ready         -           failed  queued             destroy_queued   destroying  -               -                -
      failed          provisioning  bootstrapping  -             -           failed  queued             destroy_queued   destroying  -               -                -
      destroy_queued  provisioning  bootstrapping  -             ready       failed  -                  -                destroying  -               -                destroy_queued
      destroying      provisioning  bootstrapping  -             -           failed  -                  -                destroying  destroyed       -                destroy_queued
      destroyed       -             -              -             -           -       -                  -                -           -               -                -
      """;

  static Stream<Arguments> cells() {
    List<List<String>> rows = TABLE.lines().map(line -> List.of(line.strip().split(" +"))).toList();
    List<String> header = rows.getFirst();
    return rows.stream()
        .skip(1)
        .flatMap(
            row ->
                IntStream.range(1, row.size())
                    .mapToObj(
                        column ->
                            Arguments.of(
                                EnvironmentStatus.parse(row.getFirst()).orElseThrow(),
                                Transition.valueOf(header.get(column)),
                                row.get(column))));
  }

  @Test
  void the_table_contains_every_pair_of_status_and_transition() {
    Set<List<Object>> listed = new HashSet<>();
    cells().map(Arguments::get).forEach(cell -> listed.add(List.of(cell[0], cell[1])));
    Set<List<Object>> all = new HashSet<>();
    for (EnvironmentStatus status : EnvironmentStatus.values()) {
      for (Transition transition : Transition.values()) {
        all.add(List.of(status, transition));
      }
    }
    assertThat(listed).isEqualTo(all);
  }

  @ParameterizedTest(name = "{0} {1} -> {2}")
  @MethodSource("cells")
  void follows_the_table(EnvironmentStatus from, Transition transition, String expected) {
    boolean legal = !expected.equals("-");
    assertThat(StatusTransitions.isLegal(from, transition)).isEqualTo(legal);
    if (legal) {
      assertThat(StatusTransitions.next(from, transition).code()).isEqualTo(expected);
    } else {
      assertThatThrownBy(() -> StatusTransitions.next(from, transition))
          .isInstanceOfSatisfying(
              IllegalTransitionException.class,
              e -> {
                assertThat(e.from()).isEqualTo(from);
                assertThat(e.transition()).isEqualTo(transition);
              });
    }
  }

  @Test
  void exactly_the_statuses_with_a_waiting_or_running_operation_are_busy() {
    assertThat(
            Arrays.stream(EnvironmentStatus.values())
                .filter(EnvironmentStatus::isInProgress)
                .map(EnvironmentStatus::code))
        .containsExactly("queued", "provisioning", "bootstrapping", "destroy_queued", "destroying");
  }

  @Test
  void status_codes_are_lower_case_and_an_unknown_code_is_not_a_status() {
    for (EnvironmentStatus status : EnvironmentStatus.values()) {
      assertThat(EnvironmentStatus.parse(status.code())).contains(status);
    }
    assertThat(EnvironmentStatus.parse("READY")).isEmpty();
    assertThat(EnvironmentStatus.parse("")).isEmpty();
  }
}
