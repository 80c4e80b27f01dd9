package io.beta9.provisioning.app;

import io.beta9.provisioning.report.CapacitySamples;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Takes the samples for the weekly look at capacity, from one API process of all. */
final class CapacitySamplingJob implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CapacitySamplingJob.class);

  private final CapacitySamples samples;
  private final MeterRegistry meters;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("capacity-samples").factory());
  private double requestsBefore;

  CapacitySamplingJob(CapacitySamples samples, MeterRegistry meters) {
    this.samples = samples;
    this.meters = meters;
  }

  void start() {
    long pause = CapacitySamples.EVERY.toSeconds();
    var unused = timer.scheduleAtFixedRate(this::sample, 5, pause, TimeUnit.SECONDS);
  }

  private void sample() {
    double requests =
        meters.find("api.requests").counters().stream().mapToDouble(Counter::count).sum();
    try {
      samples.take((requests - requestsBefore) / CapacitySamples.EVERY.toMinutes());
    } catch (DataAccessException e) {
      log.warn("No sample of the capacity could be taken: {}", e.getMessage());
    }
    requestsBefore = requests;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
