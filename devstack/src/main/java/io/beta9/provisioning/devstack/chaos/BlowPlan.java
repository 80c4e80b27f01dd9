package io.beta9.provisioning.devstack.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** A run's blows in their order. The same seed gives the same plan. */
record BlowPlan(List<Planned> blows) {
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

  BlowPlan {
    blows = List.copyOf(blows);
  }

  /**
   * One blow.
   *
   * @param pause since the blow before it
   * @param target picks among those whom it can hit
   * @param absence how long a worker that it ends stays away
   */
  record Planned(Blow blow, Duration pause, int target, Duration absence) {}

  /** As many deaths as asked for, and the misfortunes that come up between them. */
  static BlowPlan of(int deaths, long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<Planned> blows = new ArrayList<>();
    for (int left = deaths; left > 0; ) {
      Blow blow = BAG.get(random.nextInt(BAG.size()));
      Duration pause = SHORTEST.plusMillis(random.nextInt(SPREAD_SECONDS * 1000));
      blows.add(
          new Planned(
              blow, pause, random.nextInt(1000), ABSENCES.get(random.nextInt(ABSENCES.size()))));
      left -= blow.isDeath() ? 1 : 0;
    }
    return new BlowPlan(blows);
  }
}
