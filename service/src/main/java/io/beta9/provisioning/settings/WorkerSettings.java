package io.beta9.provisioning.settings;

import io.beta9.provisioning.settings.Setting.ReadBy;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * A worker process.
 *
 * @param listenPort the port of a worker's metrics and health; 0 selects a free port, so that
 *     several workers can run on one host
 * @param concurrency the maximum number of operations that are executed at the same time; null if
 *     it follows from the available memory
 * @param memoryReserved the memory that is not available to Terraform
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
            readBy = ReadBy.WORKER,
            ifAbsent =
                "the available memory less `WORKER_MEMORY_RESERVED`, divided by `TERRAFORM_MEMORY`;"
                    + " at least 1, at most 4 per processor")
        @Min(1)
        @Nullable Integer concurrency,
    @Setting(value = "memory that is kept for the worker process itself", readBy = ReadBy.WORKER)
        @DefaultValue("512MB")
        DataSize memoryReserved,
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
