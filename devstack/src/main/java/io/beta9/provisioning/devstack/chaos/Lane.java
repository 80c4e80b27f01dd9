package io.beta9.provisioning.devstack.chaos;

import io.beta9.provisioning.cli.ApiClient;
import io.beta9.provisioning.cli.CommandException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** Makes environments and takes them away, one after the other, as a patient customer would. */
final class Lane {
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Blow upon blow, the pauses between attempts grow; what takes longer than that is lost. */
  private static final Duration PATIENCE = Duration.ofMinutes(60);

  private final ApiClient api;
  private final Judge judge;
  private final Consumer<String> tell;
  private int converged;
  private int failed;
  private int lost;

  Lane(ApiClient api, Judge judge, Consumer<String> tell) {
    this.api = api;
    this.judge = judge;
    this.tell = tell;
  }

  /** One round after the other as long as there is something to endure, and at least one. */
  void run(String metaConfig, String name, BooleanSupplier more) throws InterruptedException {
    int round = 0;
    do {
      round++;
      round(metaConfig, name + "-" + round, judge::ready);
    } while (more.getAsBoolean());
  }

  /**
   * There and back once.
   *
   * @param whenReady told the environment's id while it is ready
   */
  void round(String metaConfig, String name, Consumer<String> whenReady)
      throws InterruptedException {
    byte[] body =
        metaConfig.replaceFirst("(?m)^name:.*$", "name: " + name).getBytes(StandardCharsets.UTF_8);
    JsonNode posted = patiently(() -> api.create(body, "application/yaml"));
    String id = posted.path("environment_id").asString();
    tell.accept(name + " is " + id);
    boolean ready = await(id, "ready");
    if (ready) {
      whenReady.accept(id);
    }
    judge.endsFromNowOn(id);
    patiently(() -> api.destroy(id));
    boolean gone = await(id, "destroyed");
    judge.afterwards(id);
    if (ready && gone) {
      converged++;
    }
  }

  private boolean await(String id, String wanted) throws InterruptedException {
    Instant giveUp = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(giveUp)) {
      JsonNode environment = patiently(() -> api.environment(id));
      String status = environment.path("status").asString();
      if (status.equals(wanted)) {
        tell.accept(id + " is " + status);
        return true;
      }
      if (Set.of("failed", "ready", "destroyed").contains(status)) {
        tell.accept(id + " is " + status + ": " + environment.path("error_message").asString(""));
        failed++;
        return false;
      }
      Thread.sleep(LOOK);
    }
    tell.accept(id + " is not " + wanted + " after " + PATIENCE.toMinutes() + " minutes");
    lost++;
    return false;
  }

  /** Asks again while the API has no database. */
  private static JsonNode patiently(Supplier<JsonNode> request) throws InterruptedException {
    Instant giveUp = Instant.now().plus(Duration.ofMinutes(2));
    while (true) {
      try {
        return request.get();
      } catch (CommandException e) {
        if (Instant.now().isAfter(giveUp)) {
          throw e;
        }
        Thread.sleep(LOOK);
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
