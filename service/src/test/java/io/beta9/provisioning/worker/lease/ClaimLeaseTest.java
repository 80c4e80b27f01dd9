package io.beta9.provisioning.worker.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.terraform.process.LeaseFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimLeaseTest {
  private static final Instant CLAIMED = Instant.parse("2026-03-01T10:00:00Z");
  private static final Instant RENEWED = CLAIMED.plusSeconds(5);
  private static final LeasePolicy POLICY =
      new LeasePolicy(Duration.ofMinutes(7), Duration.ofSeconds(50), Duration.ofMinutes(2));

  @TempDir Path folder;

  private final ClaimLease lease =
      new ClaimLease(
          new Claim(
              new OperationId("op_000000000001"),
              new EnvironmentId("env_000000000001"),
              new TenantId("acme"),
              OperationKind.PROVISION,
              "w-1",
              3,
              1),
          POLICY,
          CLAIMED);

  private static Instant confirmedAt(LeaseFile file) throws IOException {
    return Files.getLastModifiedTime(file.path()).toInstant();
  }

  private LeaseFile file(String name) {
    return new LeaseFile(folder.resolve(name));
  }

  @Test
  void states_the_claim_and_the_times_of_the_policy() {
    assertThat(lease.holder()).isEqualTo("op_000000000001 3");
    assertThat(lease.term()).isEqualTo(POLICY.term());
    assertThat(lease.grace()).isEqualTo(POLICY.grace());
  }

  @Test
  void a_child_process_receives_the_time_of_the_latest_confirmation() throws Exception {
    LeaseFile first = file("first");
    lease.keep(first);
    assertThat(Files.readString(first.path())).isEqualTo("op_000000000001 3");
    assertThat(confirmedAt(first)).isEqualTo(CLAIMED);

    lease.renew(RENEWED);
    LeaseFile second = file("second");
    lease.keep(second);
    assertThat(confirmedAt(first)).isEqualTo(RENEWED);
    assertThat(confirmedAt(second)).isEqualTo(RENEWED);
  }

  @Test
  void a_dropped_lease_is_no_longer_renewed() throws Exception {
    LeaseFile dropped = file("dropped");
    LeaseFile kept = file("kept");
    lease.keep(dropped);
    lease.keep(kept);
    lease.drop(dropped);
    lease.renew(RENEWED);
    assertThat(confirmedAt(dropped)).isEqualTo(CLAIMED);
    assertThat(confirmedAt(kept)).isEqualTo(RENEWED);
  }
}
