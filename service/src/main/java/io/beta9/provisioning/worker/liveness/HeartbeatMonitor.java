package io.beta9.provisioning.worker.liveness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whose signs of life stand still, as one worker has seen it with its own eyes: on its own clock,
 * which only runs forward, and over a connection that was never broken while it watched. Pure: it
 * is fed with looks and times, and never asks for either.
 *
 * <p>A look that failed, or that came much too late, makes everybody look alive again. So when the
 * database was away, or the watcher itself was stopped for a while, nobody is suspected for a
 * silence that was the watcher's.
 */
final class HeartbeatMonitor {
  private final Duration stillness;
  private final Duration longestGap;
  private final Map<String, Still> watched = new HashMap<>();
  private long lastLook;
  private boolean looked;

  /** A worker's signs of life, as counted at one look. */
  record HeartbeatObservation(String worker, long renewals) {}

  /**
   * @param still for how long it has been seen to give no sign of life
   */
  record SilentWorker(String worker, long renewals, Duration still) {}

  private record Still(long renewals, long since) {}

  /**
   * @param stillness how long a worker must have been seen standing still
   * @param longestGap between two looks that count as watching
   */
  HeartbeatMonitor(Duration stillness, Duration longestGap) {
    this.stillness = stillness;
    this.longestGap = longestGap;
  }

  /**
   * Takes in a look that succeeded.
   *
   * @param nanos the watcher's monotonic clock, read before the look
   * @param sightings everybody who was to be seen; who is not among them is forgotten
   * @return those who have stood still long enough to ask whether they are dead
   */
  List<SilentWorker> looked(long nanos, List<HeartbeatObservation> sightings) {
    if (looked && Duration.ofNanos(nanos - lastLook).compareTo(longestGap) > 0) {
      watched.clear();
    }
    looked = true;
    lastLook = nanos;
    Map<String, Still> now = new HashMap<>();
    List<SilentWorker> suspects = new ArrayList<>();
    for (HeartbeatObservation sighting : sightings) {
      Still before = watched.get(sighting.worker());
      Still still =
          before != null && before.renewals() == sighting.renewals()
              ? before
              : new Still(sighting.renewals(), nanos);
      now.put(sighting.worker(), still);
      Duration silence = Duration.ofNanos(nanos - still.since());
      if (silence.compareTo(stillness) >= 0) {
        suspects.add(new SilentWorker(sighting.worker(), sighting.renewals(), silence));
      }
    }
    watched.clear();
    watched.putAll(now);
    return suspects;
  }

  /** Takes in that a look failed: what was seen before counts no more. */
  void lookFailed() {
    watched.clear();
  }
}
