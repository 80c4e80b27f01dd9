package io.beta9.provisioning.app;

import io.beta9.provisioning.database.Migrations;
import io.beta9.provisioning.settings.server.DatabaseUrl;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.retry.RetryListener;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryState;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.core.retry.Retryable;

/**
 * Waits for a database that is still starting. Errors that waiting cannot fix, such as a wrong
 * password or an unknown database, are reported immediately.
 *
 * @param attempts the maximum number of attempts, including the first
 * @param delay the delay between two attempts
 */
public record DatabaseAvailability(int attempts, Duration delay) {
  /** Waits for one minute: an attempt takes up to two seconds. */
  public static final DatabaseAvailability STANDARD =
      new DatabaseAvailability(15, Duration.ofSeconds(2));

  private static final String INVALID_AUTHORIZATION = "28";
  private static final String UNKNOWN_DATABASE = "3D";

  /**
   * Runs the work as soon as the database is available.
   *
   * @param report receives a message when the waiting begins and whenever its reason changes
   * @param work throws {@link Migrations.UnreachableException} if the database is unavailable
   * @throws Migrations.UnreachableException if the database does not become available; the message
   *     states what to do
   */
  public void runWhenAvailable(DatabaseUrl url, Consumer<String> report, Runnable work) {
    RetryTemplate retries =
        new RetryTemplate(
            RetryPolicy.builder()
                .maxRetries(attempts - 1)
                .delay(delay)
                .predicate(DatabaseAvailability::isTemporary)
                .build());
    retries.setRetryListener(
        new RetryListener() {
          private String reported = "";

          @Override
          public void onRetryableExecution(
              RetryPolicy policy, Retryable<?> retryable, RetryState state) {
            if (state.isSuccessful()
                || state.getRetryCount() == attempts - 1
                || !policy.shouldRetry(state.getLastException())) {
              return;
            }
            String reason = reason(state.getLastException());
            if (!reason.equals(reported)) {
              report.accept("waiting for the database at " + url + ": " + reason);
              reported = reason;
            }
          }
        });
    try {
      retries.invoke(work);
    } catch (Migrations.UnreachableException e) {
      throw new Migrations.UnreachableException(
          "the database at "
              + url
              + " is not available: "
              + reason(e)
              + ". Start it, or correct DATABASE_URL; './provisioner doctor --for production'"
              + " checks it",
          e);
    }
  }

  /** Returns the message of the driver; those of the connection pool describe the pool. */
  private static String reason(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() instanceof SQLException deeper) {
      cause = deeper;
    }
    return String.valueOf(cause.getMessage()).replaceAll("\\s+", " ").replaceFirst("\\.$", "");
  }

  private static boolean isTemporary(Throwable thrown) {
    return thrown instanceof Migrations.UnreachableException
        && Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
            .noneMatch(
                cause -> cause instanceof SQLException sql && isPermanent(sql.getSQLState()));
  }

  private static boolean isPermanent(@Nullable String sqlState) {
    return sqlState != null
        && (sqlState.startsWith(INVALID_AUTHORIZATION) || sqlState.startsWith(UNKNOWN_DATABASE));
  }
}
