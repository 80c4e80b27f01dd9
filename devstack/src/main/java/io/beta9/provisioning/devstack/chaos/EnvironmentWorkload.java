package io.beta9.provisioning.devstack.chaos;

import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.CommandException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Provisions and destroys environments one after the other. */
final class EnvironmentWorkload {
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

  /**
   * With repeated faults the retry delays grow; an operation that takes longer is counted as lost.
   */
  private static final Duration OPERATION_TIMEOUT = Duration.ofMinutes(60);

  private final ApiClient api;
  private final InvariantChecker checker;
  private final Consumer<String> progress;
  private int converged;
  private int failed;
  private int lost;

  EnvironmentWorkload(ApiClient api, InvariantChecker checker, Consumer<String> progress) {
    this.api = api;
    this.checker = checker;
    this.progress = progress;
  }

  /** Provisions and destroys environments until {@code more} returns false, at least one. */
  void run(String metaConfig, String name, BooleanSupplier more) throws InterruptedException {
    int round = 0;
    do {
      round++;
      provisionAndDestroy(metaConfig, name + "-" + round, checker::checkReady);
    } while (more.getAsBoolean());
  }

  /**
   * Provisions one environment and destroys it.
   *
   * @param whenReady receives the environment's id while the environment is ready
   */
  void provisionAndDestroy(String metaConfig, String name, Consumer<String> whenReady)
      throws InterruptedException {
    byte[] body =
        metaConfig.replaceFirst("(?m)^name:.*$", "name: " + name).getBytes(StandardCharsets.UTF_8);
    EnvironmentView posted = callWithRetry(() -> api.create(body, "application/yaml").value());
    String id = posted.environmentId();
    progress.accept(name + " is " + id);
    boolean ready = await(id, "ready");
    if (ready) {
      whenReady.accept(id);
    }
    checker.expectDestroy(id);
    callWithRetry(() -> api.destroy(id).value());
    boolean destroyed = await(id, "destroyed");
    checker.checkDestroyed(id);
    if (ready && destroyed) {
      converged++;
    }
  }

  private boolean await(String id, String expectedStatus) throws InterruptedException {
    Instant deadline = Instant.now().plus(OPERATION_TIMEOUT);
    while (Instant.now().isBefore(deadline)) {
      EnvironmentView environment = callWithRetry(() -> api.environment(id).value());
      String status = environment.status();
      if (status.equals(expectedStatus)) {
        progress.accept(id + " is " + status);
        return true;
      }
      if (Set.of("failed", "ready", "destroyed").contains(status)) {
        progress.accept(
            id
                + " is "
                + status
                + ": "
                + Objects.requireNonNullElse(environment.errorMessage(), ""));
        failed++;
        return false;
      }
      Thread.sleep(POLL_INTERVAL);
    }
    progress.accept(
        id + " is not " + expectedStatus + " after " + OPERATION_TIMEOUT.toMinutes() + " minutes");
    lost++;
    return false;
  }

  /** Repeats the request while the API has no database connection. */
  private static EnvironmentView callWithRetry(Supplier<EnvironmentView> request)
      throws InterruptedException {
    Instant deadline = Instant.now().plus(Duration.ofMinutes(2));
    while (true) {
      try {
        return request.get();
      } catch (CommandException e) {
        if (Instant.now().isAfter(deadline)) {
          throw e;
        }
        Thread.sleep(POLL_INTERVAL);
      }
    }
  }

  int converged() {
    return converged;
  }

  int failed() {
    return failed;
  }

  int lost() {
    return lost;
  }
}
