package io.beta9.provisioning.app.job;

import io.beta9.provisioning.report.CapacitySamples;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Takes the samples of the weekly capacity report. The request rate is that of the API process that
 * takes the sample, since it took its previous one.
 */
public final class CapacitySamplingJob {
  private static final double SECONDS_PER_MINUTE = 60;

  private final CapacitySamples samples;
  private final MeterRegistry meters;
  private final Clock clock;
  private double previousRequests;
  private Instant previousSample;

  public CapacitySamplingJob(CapacitySamples samples, MeterRegistry meters, Clock clock) {
    this.samples = samples;
    this.meters = meters;
    this.clock = clock;
    this.previousSample = clock.instant();
  }

  public synchronized void run() {
    double requests =
        meters.find("api.requests").counters().stream().mapToDouble(Counter::count).sum();
    Instant now = clock.instant();
    double minutes =
        Math.max(1, Duration.between(previousSample, now).toSeconds()) / SECONDS_PER_MINUTE;
    samples.take((requests - previousRequests) / minutes);
    previousRequests = requests;
    previousSample = now;
  }
}
