package io.beta9.provisioning.resources.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecentEventsTest {
  @Test
  void the_three_latest_are_kept_with_their_order() {
    assertThat(RecentEvents.of(List.of("a", "b", "c"), text -> text).messages())
        .containsExactly("a", "b", "c");
    assertThat(RecentEvents.of(List.of("a", "b", "c", "d"), text -> text).messages())
        .containsExactly("b", "c", "d");
  }

  @Test
  void a_resource_that_does_not_exist_is_reported_only_if_it_has_events() {
    RecentEvents none = new RecentEvents(List.of());
    RecentEvents some = new RecentEvents(List.of("failed"));

    assertThat(none.report("id", Optional.empty(), "command")).isEmpty();
    assertThat(none.report("id", Optional.of("creating"), "command"))
        .contains(ResourceReport.of("id", "creating", "command"));
    assertThat(some.report("id", Optional.empty(), "command"))
        .contains(
            ResourceReport.of("id", ResourceReport.ABSENT, "command")
                .withEvents(List.of("failed")));
  }
}
