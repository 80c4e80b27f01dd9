package io.beta9.provisioning.bootstrap.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReleasePlanTest {
  @Test
  void installs_a_release_that_does_not_exist() {
    assertThat(ReleasePlan.of(List.of(), false)).isEqualTo(new ReleasePlan.Install());
  }

  @Test
  void keeps_or_upgrades_a_deployed_release() {
    assertThat(ReleasePlan.of(records("deployed"), true)).isEqualTo(new ReleasePlan.Leave());
    assertThat(ReleasePlan.of(records("deployed"), false)).isEqualTo(new ReleasePlan.Upgrade());
  }

  @Test
  void removes_a_release_that_was_never_deployed() {
    for (String status : List.of("pending-install", "failed", "uninstalling", "uninstalled")) {
      assertThat(ReleasePlan.of(records(status), true))
          .as(status)
          .isEqualTo(new ReleasePlan.RemoveAndInstall(status));
    }
  }

  @Test
  void deletes_the_record_of_an_abandoned_upgrade_and_keeps_the_release() {
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
