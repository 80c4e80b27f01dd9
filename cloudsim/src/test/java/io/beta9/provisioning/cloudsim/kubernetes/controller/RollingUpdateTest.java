package io.beta9.provisioning.cloudsim.kubernetes.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class RollingUpdateTest {

  @Test
  void rounds_the_surge_up_and_the_unavailable_pods_down() {
    assertThat(limits(3, "\"25%\"", "\"25%\"")).isEqualTo(new RollingUpdate(3, 1, 0));
    assertThat(limits(8, "\"25%\"", "\"25%\"")).isEqualTo(new RollingUpdate(8, 2, 2));
  }

  @Test
  void allows_one_unavailable_pod_if_there_may_be_neither_surge_nor_unavailable_pods() {
    assertThat(limits(3, "0", "\"25%\"")).isEqualTo(new RollingUpdate(3, 0, 1));
  }

  @Test
  void never_requests_more_pods_than_the_surge_permits() {
    RollingUpdate rolling = new RollingUpdate(4, 1, 0);
    assertThat(rolling.newSize(0, 4)).isEqualTo(1);
    assertThat(rolling.newSize(1, 5)).isEqualTo(1);
    assertThat(rolling.newSize(1, 4)).isEqualTo(2);
    assertThat(rolling.newSize(5, 5)).as("scaled down").isEqualTo(4);
    assertThat(rolling.newSize(0, 0)).isEqualTo(4);
  }

  @Test
  void removes_old_pods_only_when_enough_others_are_available() {
    RollingUpdate rolling = new RollingUpdate(2, 1, 0);
    assertThat(rolling.oldSizes(size(1, 0), List.of(size(2, 2)))).containsExactly(2);
    assertThat(rolling.oldSizes(size(1, 1), List.of(size(2, 2)))).containsExactly(1);
  }

  @Test
  void removes_old_pods_that_are_not_available_first() {
    RollingUpdate rolling = new RollingUpdate(2, 1, 1);
    assertThat(rolling.oldSizes(size(1, 1), List.of(size(1, 1), size(1, 0)))).containsExactly(0, 0);
    assertThat(rolling.oldSizes(size(1, 0), List.of(size(1, 1), size(1, 0)))).containsExactly(1, 0);
  }

  private static RollingUpdate.SetSize size(int replicas, int available) {
    return new RollingUpdate.SetSize(replicas, replicas, available);
  }

  private static RollingUpdate limits(int replicas, String surge, String unavailable) {
    ObjectNode deployment =
        Json.object(
            """
            {"spec": {"replicas": %d, "strategy": {"rollingUpdate":
              {"maxSurge": %s, "maxUnavailable": %s}}}}
            """
                .formatted(replicas, surge, unavailable));
    return RollingUpdate.of(deployment);
  }
}
