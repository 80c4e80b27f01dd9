package io.beta9.provisioning.bootstrap.gateway;

import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import java.time.Duration;
import java.time.Instant;

/** Retries calls of a gateway that does not respond. */
final class GatewayRetry {
  /** How long calls are retried before the step fails. */
  private static final Duration PERIOD = Duration.ofSeconds(60);

  private GatewayRetry() {}

  @FunctionalInterface
  interface GatewayCall<T> {
    T call() throws InterruptedException;
  }

  /** Retries an idempotent call after transient failures. */
  static <T> T withRetries(WaitContext context, GatewayCall<T> call) throws InterruptedException {
    Instant end = context.clock().instant().plus(PERIOD);
    while (true) {
      context.throwIfCancelled();
      try {
        return call.call();
      } catch (FailureException e) {
        if (e.failure().kind() != FailureClass.TRANSIENT
            || context.hasTimedOut()
            || context.clock().instant().isAfter(end)) {
          throw e;
        }
        context.pause(Duration.ofSeconds(1));
      }
    }
  }
}
