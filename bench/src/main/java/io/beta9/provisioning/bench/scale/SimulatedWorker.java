package io.beta9.provisioning.bench.scale;

import io.beta9.provisioning.bench.scale.VirtualTime.SimulatedProcess;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimRepository;
import io.beta9.provisioning.operation.ClaimRepository.HeldClaim;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.timeline.EventData.ReleaseReason;
import io.beta9.provisioning.worker.liveness.OwnerLivenessChecker;
import io.beta9.provisioning.worker.liveness.Takeovers;
import io.beta9.provisioning.worker.loop.LeaseRenewalLoop;
import io.beta9.provisioning.worker.pipeline.Pipeline;
import io.beta9.provisioning.worker.pipeline.Pipeline.PipelineResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A worker in virtual time: the loops of the service's worker with their intervals, each at a
 * random time within its interval. The claim loop is simulated; renewals, observation, takeovers
 * and the pipeline are the service's.
 */
final class SimulatedWorker {
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(5);
  private static final Duration CANCELLATION_INTERVAL = Duration.ofSeconds(1);
  private static final Duration OBSERVATION_INTERVAL = Duration.ofSeconds(2);

  private final SimulatedFleet fleet;
  private final RegisteredWorker identity;
  private final Pipeline pipeline;
  private final LeaseRenewalLoop renewals;
  private final Takeovers takeovers;
  private final Map<Claim, SimulatedProcess> running = new HashMap<>();
  private boolean blocked;
  private boolean dead;

  SimulatedWorker(SimulatedFleet fleet, RegisteredWorker identity, Pipeline pipeline) {
    this.fleet = fleet;
    this.identity = identity;
    this.pipeline = pipeline;
    VirtualTime time = fleet.time();
    this.renewals =
        new LeaseRenewalLoop(
            identity,
            fleet.workers(),
            new ClaimRepository(fleet.jdbc()),
            pipeline.activeClaims(),
            fleet.releaser(),
            time.clock(),
            time::nanos);
    this.takeovers =
        new Takeovers(
            identity,
            fleet.database().dataSource(QueryKind.OBSERVATION),
            new OwnerLivenessChecker(identity, pid -> 0, fleet, pipeline.activeClaims().policy()),
            fleet.releaser(),
            fleet.takeoverMetrics(),
            time::nanos);
  }

  /** Registers the worker and starts to claim operations. */
  void start(Random random) {
    fleet.workers().register(identity);
    fleet.time().after(within(POLL_INTERVAL, random), this::poll);
  }

  /** Starts the loops beside the claims, which end with the measured period. */
  void startLoops(Random random) {
    VirtualTime time = fleet.time();
    time.every(
        within(WorkerRepository.RENEWAL_INTERVAL, random),
        WorkerRepository.RENEWAL_INTERVAL,
        () -> whileMeasured(QueryKind.RENEWAL, renewals::renew));
    ClaimRepository claims = new ClaimRepository(fleet.jdbc());
    time.every(
        within(CANCELLATION_INTERVAL, random),
        CANCELLATION_INTERVAL,
        () ->
            whileMeasured(
                QueryKind.CANCELLATION,
                () -> pipeline.activeClaims().applyCancellations(claims.heldBy(identity.id()))));
    time.every(
        within(OBSERVATION_INTERVAL, random),
        OBSERVATION_INTERVAL,
        () -> whileMeasured(QueryKind.TAKEOVER, takeovers::checkOrRestart));
  }

  private static Duration within(Duration interval, Random random) {
    return Duration.ofMillis(random.nextInt((int) interval.toMillis()));
  }

  private boolean whileMeasured(QueryKind kind, Runnable action) {
    if (dead || !fleet.isMeasured()) {
      return false;
    }
    fleet.database().run(kind, action);
    return true;
  }

  private void poll() {
    while (!dead && running.size() < identity.concurrency()) {
      Optional<Claim> claim =
          fleet.database().as(QueryKind.CLAIM, () -> fleet.operations().claimNext(identity.id()));
      if (claim.isEmpty()) {
        fleet.notifier().await(POLL_INTERVAL, this::poll);
        return;
      }
      fleet.claimed(claim.get());
      execute(claim.get());
    }
    // Like the service's worker, it does not wait for notifications while it has no free slot.
    blocked = true;
  }

  private void execute(Claim claim) {
    running.put(
        claim,
        fleet
            .time()
            .start(
                () -> {
                  PipelineResult result = pipeline.execute(claim);
                  if (result == PipelineResult.DETACHED) {
                    fleet
                        .releaser()
                        .releaseOwn(
                            identity,
                            new HeldClaim(
                                claim.operation(),
                                claim.environment(),
                                claim.tenant(),
                                claim.epoch(),
                                false),
                            ReleaseReason.RESULT_NOT_RECORDED);
                  }
                  ended(claim, result);
                }));
  }

  private void ended(Claim claim, PipelineResult result) {
    fleet.ended(claim, result);
    running.remove(claim);
    if (blocked) {
      blocked = false;
      fleet.time().after(Duration.ZERO, this::poll);
    }
  }

  RegisteredWorker identity() {
    return identity;
  }

  /** Ends the worker immediately, with everything that it executes. */
  void die() {
    dead = true;
    running.values().forEach(SimulatedProcess::kill);
  }

  boolean isDead() {
    return dead;
  }
}
