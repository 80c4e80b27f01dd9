package io.beta9.provisioning.devstack.chaos;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

/**
 * A run's blows in their order. The same seed gives the same plan.
 *
 * @param kills how many deaths are wanted
 */
record BlowPlan(int kills, long seed) {
  /** Kinds as often as they are to come up; deaths are what the run is about. */
  private static final List<Blow> BAG =
      List.of(
          Blow.WORKER_KILLED,
          Blow.WORKER_KILLED,
          Blow.WORKER_AND_TERRAFORM_KILLED,
          Blow.WORKER_AND_TERRAFORM_KILLED,
          Blow.WORKER_AND_TERRAFORM_KILLED,
          Blow.TERRAFORM_KILLED,
          Blow.TERRAFORM_KILLED,
          Blow.HELM_KILLED,
          Blow.WORKER_PAUSED,
          Blow.WORKER_TERMINATED,
          Blow.REDIS_FLUSHED,
          Blow.REDIS_REPLACED,
          Blow.DATABASE_CRASHED,
          Blow.DATABASE_CUT_OFF,
          Blow.AWS_THROTTLES,
          Blow.AWS_FAILS);

  private static final Duration SHORTEST = Duration.ofSeconds(3);
  private static final int SPREAD_SECONDS = 14;

  /** A worker's successor starts at once, or only when the others must long have noticed. */
  private static final List<Duration> ABSENCES =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(45));

  /**
   * One blow.
   *
   * @param pause since the blow before it
   * @param target picks among those whom it can hit
   * @param absence how long a worker that it ends stays away
   */
  record Planned(Blow blow, Duration pause, int target, Duration absence) {}

  /** Without an end: a blow may find nobody, and then a later one makes up for it. */
  Stream<Planned> blows() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    return Stream.generate(() -> next(random));
  }

  private static Planned next(RandomGenerator random) {
    Blow blow = BAG.get(random.nextInt(BAG.size()));
    Duration pause = SHORTEST.plusMillis(random.nextInt(SPREAD_SECONDS * 1000));
    return new Planned(
        blow, pause, random.nextInt(1000), ABSENCES.get(random.nextInt(ABSENCES.size())));
  }
}
