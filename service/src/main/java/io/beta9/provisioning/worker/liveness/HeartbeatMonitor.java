package io.beta9.provisioning.worker.liveness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Determines which workers have stopped renewing, as observed by one worker on its own monotonic
 * clock over one uninterrupted database connection. Pure: observations and times are passed in.
 *
 * <p>A failed or much delayed observation restarts the observation period of all workers, so that
 * no worker is suspected because the database was unavailable or the observer itself was suspended.
 */
final class HeartbeatMonitor {
  private final Duration minSilence;
  private final Duration maxGap;
  private final Map<String, Unchanged> observations = new HashMap<>();
  private long lastObservation;
  private boolean observed;

  /** The number of renewals of a worker at the time of an observation. */
  record HeartbeatObservation(String worker, long renewals) {}

  /**
   * A worker that has stopped renewing.
   *
   * @param silence how long no renewal has been observed
   */
  record SilentWorker(String worker, long renewals, Duration silence) {}

  private record Unchanged(long renewals, long since) {}

  /**
   * @param minSilence how long a worker must have been observed without a renewal
   * @param maxGap the longest time between two observations that count as uninterrupted
   */
  HeartbeatMonitor(Duration minSilence, Duration maxGap) {
    this.minSilence = minSilence;
    this.maxGap = maxGap;
  }

  /**
   * Adds a successful observation.
   *
   * @param nanos the observer's monotonic clock, read before the observation
   * @param current all workers that were visible; others are no longer observed
   * @return the workers whose silence has reached the minimum
   */
  List<SilentWorker> observe(long nanos, List<HeartbeatObservation> current) {
    if (observed && Duration.ofNanos(nanos - lastObservation).compareTo(maxGap) > 0) {
      observations.clear();
    }
    observed = true;
    lastObservation = nanos;
    Map<String, Unchanged> next = new HashMap<>();
    List<SilentWorker> silent = new ArrayList<>();
    for (HeartbeatObservation observation : current) {
      Unchanged previous = observations.get(observation.worker());
      Unchanged unchanged =
          previous != null && previous.renewals() == observation.renewals()
              ? previous
              : new Unchanged(observation.renewals(), nanos);
      next.put(observation.worker(), unchanged);
      Duration silence = Duration.ofNanos(nanos - unchanged.since());
      if (silence.compareTo(minSilence) >= 0) {
        silent.add(new SilentWorker(observation.worker(), observation.renewals(), silence));
      }
    }
    observations.clear();
    observations.putAll(next);
    return silent;
  }

  /** Restarts the observation period of all workers, after an observation failed. */
  void reset() {
    observations.clear();
  }
}
