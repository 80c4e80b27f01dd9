package io.beta9.provisioning.settings;

import io.beta9.provisioning.settings.Setting.ReadBy;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A worker process.
 *
 * @param listenPort the port of a worker's metrics and health; 0 selects a free port, so that
 *     several workers can run on one host
 * @param concurrency the maximum number of operations that are executed at the same time
 * @param drainSeconds how long a stopping process waits for its running operations and requests, in
 *     seconds
 */
@ConfigurationProperties("worker")
public record WorkerSettings(
    @Setting(
            value = "port of a worker's `/metrics` and `/health`; 0 selects a free port",
            readBy = ReadBy.WORKER)
        @DefaultValue("0")
        @Min(0)
        @Max(65535)
        int listenPort,
    @Setting(
            value = "maximum number of operations that a worker executes at the same time",
            readBy = ReadBy.WORKER)
        @DefaultValue("2")
        @Min(1)
        int concurrency,
    @Setting(
            "seconds that a stopping process waits for its running operations; an API for its"
                + " running requests")
        @DefaultValue("5400")
        @Min(0)
        int drainSeconds) {

  /** Returns how long a stopping process waits for its running operations and requests. */
  public Duration drain() {
    return Duration.ofSeconds(drainSeconds);
  }
}
