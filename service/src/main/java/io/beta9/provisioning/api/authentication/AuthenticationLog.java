package io.beta9.provisioning.api.authentication;

import io.beta9.provisioning.telemetry.log.LogThrottle;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts requests that were not authenticated ({@code authentication_failures_total{reason}}) and
 * logs them with their address and never with their credentials: of each address and reason one in
 * a minute, and the number of the others.
 */
public final class AuthenticationLog {
  private static final Logger log = LoggerFactory.getLogger(AuthenticationLog.class);

  private final Map<AuthenticationFailure, Counter> counters =
      new EnumMap<>(AuthenticationFailure.class);

  private final LogThrottle throttle;

  /**
   * @param nanoTime a clock with an arbitrary origin, in nanoseconds
   */
  public AuthenticationLog(MeterRegistry meters, LongSupplier nanoTime) {
    this.throttle = new LogThrottle(Duration.ofMinutes(1), nanoTime);
    for (AuthenticationFailure failure : AuthenticationFailure.values()) {
      counters.put(
          failure,
          Counter.builder("authentication.failures")
              .description("Requests that were not authenticated")
              .tag("reason", failure.code())
              .register(meters));
    }
  }

  /** Records a failure. */
  public void failed(AuthenticationFailure failure, String address) {
    Counter counter = counters.get(failure);
    if (counter != null) {
      counter.increment();
    }
    throttle.occurred(
        "address " + address + ", " + failure.code(),
        () ->
            log.atInfo()
                .addKeyValue("event.category", "authentication")
                .addKeyValue("event.action", "login")
                .addKeyValue("event.outcome", "failure")
                .addKeyValue("event.reason", failure.code())
                .addKeyValue("source.ip", address)
                .log("Failed login from {}: {}", address, failure.sentence()),
        unlogged ->
            log.info(
                "{} more failed logins of {} were not logged",
                unlogged.occurrences(),
                unlogged.source()));
  }
}
