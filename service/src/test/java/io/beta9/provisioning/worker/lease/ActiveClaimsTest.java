package io.beta9.provisioning.worker.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimRepository.HeldClaim;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.terraform.process.LeaseFile;
import io.beta9.provisioning.terraform.run.RunControl.Order;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a renewal and a stop of the worker do to the operations that are being executed. */
class ActiveClaimsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir Path folder;
  private long nanos = 1_000;
  private final ActiveClaims claims =
      new ActiveClaims(LeasePolicy.STANDARD, Clock.fixed(NOW, ZoneOffset.UTC), () -> nanos);

  private static Claim claim(int number, long epoch) {
    return new Claim(
        new OperationId("op_00000000000" + number),
        new EnvironmentId("env_00000000000" + number),
        new TenantId("acme"),
        OperationKind.PROVISION,
        "w-1",
        epoch,
        1);
  }

  private static HeldClaim held(Claim claim, boolean cancelRequested) {
    return new HeldClaim(
        claim.operation(), claim.environment(), claim.tenant(), claim.epoch(), cancelRequested);
  }

  private static HeldClaim held(Claim claim) {
    return held(claim, false);
  }

  private List<HeldClaim> renew(HeldClaim... held) {
    return claims.applyRenewal(List.of(held), NOW.plusSeconds(5), nanos + 1);
  }

  @Test
  void a_stop_of_the_worker_and_an_expiry_reach_the_operations_in_execution_only() {
    CancellationState ended = claims.begin(claim(1, 1));
    CancellationState running = claims.begin(claim(2, 1));
    claims.end(claim(1, 1));

    claims.expireAll();
    assertThat(running.order()).isEqualTo(Order.EXPIRE);
    claims.detachAll();
    assertThat(running.order()).isEqualTo(Order.DETACH);
    assertThat(ended.order()).isEqualTo(Order.CONTINUE);
  }

  @Test
  void a_renewal_confirms_the_leases_of_held_claims_only() throws Exception {
    CancellationState kept = claims.begin(claim(1, 1));
    CancellationState lost = claims.begin(claim(2, 1));
    LeaseFile keptFile = new LeaseFile(folder.resolve("kept"));
    LeaseFile lostFile = new LeaseFile(folder.resolve("lost"));
    kept.lease().keep(keptFile);
    lost.lease().keep(lostFile);
    assertThat(Files.getLastModifiedTime(keptFile.path()).toInstant()).isEqualTo(NOW);

    assertThat(renew(held(claim(1, 1)))).isEmpty();

    assertThat(Files.getLastModifiedTime(keptFile.path()).toInstant())
        .isEqualTo(NOW.plusSeconds(5));
    assertThat(Files.getLastModifiedTime(lostFile.path()).toInstant()).isEqualTo(NOW);
    assertThat(kept.order()).isEqualTo(Order.CONTINUE);
    assertThat(lost.order()).isEqualTo(Order.KILL);
  }

  /** A claim that was made after the query began cannot be in its result. */
  @ParameterizedTest(name = "claimed {0} ns after the renewal began: {1}")
  @CsvSource({"-1, KILL", "0, CONTINUE", "1, CONTINUE"})
  void a_claim_is_lost_only_if_it_was_made_before_the_renewal(long offset, Order expected) {
    // A monotonic clock may overflow.
    nanos = Long.MAX_VALUE + offset;
    CancellationState cancellation = claims.begin(claim(1, 1));
    claims.applyRenewal(List.of(), NOW, Long.MAX_VALUE);
    assertThat(cancellation.order()).isEqualTo(expected);
  }

  @Test
  void a_claim_with_another_epoch_is_another_claim() {
    CancellationState cancellation = claims.begin(claim(1, 1));
    renew(held(claim(1, 2)));
    assertThat(cancellation.order()).isEqualTo(Order.KILL);
    assertThat(renew(held(claim(1, 2)))).containsExactly(held(claim(1, 2)));
  }

  @Test
  void a_renewal_applies_requested_cancellations() {
    CancellationState cancelled = claims.begin(claim(1, 1));
    CancellationState other = claims.begin(claim(2, 1));
    renew(held(claim(1, 1), true), held(claim(2, 1), false));
    assertThat(cancelled.order()).isEqualTo(Order.INTERRUPT);
    assertThat(other.order()).isEqualTo(Order.CONTINUE);
  }

  @Test
  void cancellations_are_applied_between_renewals_without_losing_or_renewing_anything()
      throws Exception {
    CancellationState cancelled = claims.begin(claim(1, 1));
    CancellationState running = claims.begin(claim(2, 1));
    CancellationState notListed = claims.begin(claim(3, 1));
    LeaseFile file = new LeaseFile(folder.resolve("lease"));
    cancelled.lease().keep(file);

    claims.applyCancellations(List.of(held(claim(1, 1), true), held(claim(2, 1))));

    assertThat(cancelled.order()).isEqualTo(Order.INTERRUPT);
    assertThat(running.order()).isEqualTo(Order.CONTINUE);
    assertThat(notListed.order()).isEqualTo(Order.CONTINUE);
    assertThat(Files.getLastModifiedTime(file.path()).toInstant()).isEqualTo(NOW);
  }

  @Test
  void a_claim_is_idle_if_two_successive_renewals_find_it_held_and_not_executed() {
    HeldClaim idle = held(claim(1, 1));
    assertThat(renew(idle)).as("its execution may be about to begin").isEmpty();
    assertThat(renew(idle)).containsExactly(idle);

    claims.begin(claim(1, 1));
    assertThat(renew(idle)).as("it is executed").isEmpty();
    claims.end(claim(1, 1));
    assertThat(renew(idle)).as("the count begins again").isEmpty();
    assertThat(renew()).isEmpty();
    assertThat(renew(idle)).isEmpty();
  }
}
