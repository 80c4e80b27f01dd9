package io.beta9.provisioning.devstack.chaos;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

/**
 * Sequence of faults of a run. The same seed gives the same plan.
 *
 * @param kills number of kills after which the run ends
 */
record FaultPlan(int kills, long seed) {
  /** Each fault as often as its weight; kills dominate. */
  private static final List<Fault> WEIGHTED_FAULTS =
      List.of(
          Fault.WORKER_KILLED,
          Fault.WORKER_KILLED,
          Fault.WORKER_AND_TERRAFORM_KILLED,
          Fault.WORKER_AND_TERRAFORM_KILLED,
          Fault.WORKER_AND_TERRAFORM_KILLED,
          Fault.TERRAFORM_KILLED,
          Fault.TERRAFORM_KILLED,
          Fault.HELM_KILLED,
          Fault.WORKER_PAUSED,
          Fault.WORKER_TERMINATED,
          Fault.REDIS_FLUSHED,
          Fault.REDIS_REPLACED,
          Fault.DATABASE_CRASHED,
          Fault.DATABASE_DISCONNECTED,
          Fault.AWS_THROTTLES,
          Fault.AWS_FAILS,
          Fault.AWS_LOSES_RESPONSES);

  private static final Duration MIN_DELAY = Duration.ofSeconds(3);
  private static final int DELAY_SPREAD_SECONDS = 14;

  /**
   * A worker is replaced immediately, or only after the other workers must have detected its death.
   */
  private static final List<Duration> RESTART_DELAYS =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(45));

  /**
   * A fault and when to inject it.
   *
   * @param delay time since the previous fault
   * @param targetNumber selects one of the possible targets
   * @param restartDelay time until a terminated worker is replaced
   */
  record PlannedFault(Fault fault, Duration delay, int targetNumber, Duration restartDelay) {}

  /** Returns an infinite stream, because a fault that finds no target does not count as a kill. */
  Stream<PlannedFault> faults() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    return Stream.generate(() -> next(random));
  }

  private static PlannedFault next(RandomGenerator random) {
    Fault fault = WEIGHTED_FAULTS.get(random.nextInt(WEIGHTED_FAULTS.size()));
    Duration delay = MIN_DELAY.plusMillis(random.nextInt(DELAY_SPREAD_SECONDS * 1000));
    return new PlannedFault(
        fault,
        delay,
        random.nextInt(1000),
        RESTART_DELAYS.get(random.nextInt(RESTART_DELAYS.size())));
  }
}
