package io.beta9.provisioning.bench.scale;

import java.time.Duration;

/**
 * What is simulated.
 *
 * @param workers number of workers, each of which is a pod of its own
 * @param concurrency operations that a worker executes at the same time
 * @param environments number of environments, all requested at the beginning
 * @param failureShare one of so many applies fails once with a failure that is retried
 * @param seed of the random numbers
 */
record ScaleScenario(int workers, int concurrency, int environments, int failureShare, long seed) {
  static final int TENANTS = 50;

  /** The share of the environments that belong to the largest tenant: one of so many. */
  static final int LARGEST_TENANT_SHARE = 3;

  /** The share of the workers that die: one of so many. */
  static final int DEATH_SHARE = 5;

  /** When they die: in the middle of the second operation of each slot. */
  static final Duration DEATHS_AT = Duration.ofMinutes(25);

  /** How long the load of the database is measured before. */
  static final Duration MEASURED = Duration.ofSeconds(60);

  /** How long the takeovers are observed. */
  static final Duration TAKEOVERS = Duration.ofSeconds(60);

  static ScaleScenario of(int workers, int concurrency, int environments, long seed) {
    return new ScaleScenario(workers, concurrency, environments, 50, seed);
  }

  int slots() {
    return workers * concurrency;
  }

  int deaths() {
    return workers / DEATH_SHARE;
  }
}
