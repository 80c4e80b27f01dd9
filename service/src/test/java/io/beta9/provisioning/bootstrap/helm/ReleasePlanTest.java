package io.beta9.provisioning.bootstrap.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReleasePlanTest {
  @Test
  void what_is_not_there_is_installed() {
    assertThat(ReleasePlan.of(List.of(), false)).isEqualTo(new ReleasePlan.Install());
  }

  @Test
  void what_works_is_left_alone_or_upgraded() {
    assertThat(ReleasePlan.of(records("deployed"), true)).isEqualTo(new ReleasePlan.Leave());
    assertThat(ReleasePlan.of(records("deployed"), false)).isEqualTo(new ReleasePlan.Upgrade());
  }

  @Test
  void what_never_worked_is_removed_first() {
    for (String status : List.of("pending-install", "failed", "uninstalling", "uninstalled")) {
      assertThat(ReleasePlan.of(records(status), true))
          .as(status)
          .isEqualTo(new ReleasePlan.RemoveAndInstall(status));
    }
  }

  @Test
  void an_abandoned_change_of_what_works_is_forgotten_and_not_the_release() {
    List<ReleaseRecord> records = records("pending-upgrade", "deployed");
    assertThat(ReleasePlan.of(records, false))
        .isEqualTo(new ReleasePlan.ForgetAndUpgrade(records.getFirst()));
    assertThat(ReleasePlan.of(records("failed", "deployed"), true))
        .isEqualTo(new ReleasePlan.Upgrade());
    assertThat(ReleasePlan.of(records("uninstalling", "deployed"), true))
        .isEqualTo(new ReleasePlan.RemoveAndInstall("uninstalling"));
  }

  private static List<ReleaseRecord> records(String... newestFirst) {
    List<ReleaseRecord> records = new ArrayList<>();
    for (int i = 0; i < newestFirst.length; i++) {
      int revision = newestFirst.length - i;
      records.add(new ReleaseRecord("s.v" + revision, revision, newestFirst[i], Instant.EPOCH, ""));
    }
    return records;
  }
}
