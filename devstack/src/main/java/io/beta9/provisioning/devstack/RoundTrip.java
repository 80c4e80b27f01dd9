package io.beta9.provisioning.devstack;

import io.beta9.provisioning.cli.ApiClient;
import io.beta9.provisioning.cli.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One environment from its meta-config to ready and back to nothing, with what it took. */
final class RoundTrip {
  private final ApiClient api;
  private final Watch watch;
  private final DevStack stack;
  private final DemoCloud cloud;

  RoundTrip(ApiClient api, Watch watch, DevStack stack, DemoCloud cloud) {
    this.api = api;
    this.watch = watch;
    this.stack = stack;
    this.cloud = cloud;
  }

  /**
   * How it went. The number of what is left is the simulated cloud's own count, not the product's
   * word.
   */
  record Report(
      String environmentId,
      boolean ready,
      boolean destroyed,
      double secondsToReady,
      double secondsToDestroyed,
      double terraformApplySeconds,
      long resourcesCreated,
      long resourcesLeft,
      boolean beta9Healthy) {

    boolean allWell() {
      return ready && destroyed && beta9Healthy && resourcesLeft == 0 && resourcesCreated > 0;
    }

    String json() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("environment_id", environmentId);
      fields.put("ready", ready);
      fields.put("destroyed", destroyed);
      fields.put("seconds_to_ready", secondsToReady);
      fields.put("seconds_to_destroyed", secondsToDestroyed);
      fields.put("terraform_apply_seconds", terraformApplySeconds);
      fields.put("resources_created", resourcesCreated);
      fields.put("resources_left", resourcesLeft);
      fields.put("beta9_healthy", beta9Healthy);
      return JsonMapper.shared().writeValueAsString(fields);
    }
  }

  Report run(byte[] metaConfig, String fileName) {
    return run(metaConfig, fileName, id -> {});
  }

  /**
   * @param whenReady told the environment's id before it is destroyed
   */
  Report run(byte[] metaConfig, String fileName, Consumer<String> whenReady) {
    Instant start = Instant.now();
    JsonNode posted =
        api.create(
            metaConfig, fileName.endsWith(".json") ? "application/json" : "application/yaml");
    String id = posted.path("environment_id").asString();
    JsonNode made = watch.follow(id, 0);
    double toReady = seconds(start);
    boolean ready = made.path("status").asString().equals("ready");
    boolean healthy = ready && cloud.gatewayHealthy(made);
    if (ready) {
      whenReady.accept(id);
    }
    Instant destroying = Instant.now();
    long lastEvent =
        api.events(id, 0).stream().mapToLong(e -> e.path("id").asLong()).max().orElse(0);
    api.destroy(id);
    JsonNode gone = watch.follow(id, lastEvent);
    return new Report(
        id,
        ready,
        gone.path("status").asString().equals("destroyed"),
        toReady,
        seconds(destroying),
        applySeconds(id),
        created(id),
        cloud.leftovers().size(),
        healthy);
  }

  private double applySeconds(String environment) {
    Double seconds =
        single(
            """
            select extract(epoch from completed_at - started_at)::float8 from operation_steps
              join operations on operations.id = operation_id
             where environment_id = :id and step = 'apply' and completed_at is not null
            """,
            environment,
            Double.class);
    return seconds == null ? 0 : Math.round(seconds * 10) / 10.0;
  }

  private long created(String environment) {
    Long created =
        single(
            """
            select count(distinct event -> 'hook' -> 'resource' ->> 'addr') from journal
              join operations on operations.id = operation_id
             where environment_id = :id and event ->> 'type' = 'apply_complete'
               and event -> 'hook' ->> 'action' = 'create'
            """,
            environment,
            Long.class);
    return created == null ? 0 : created;
  }

  private <T> @Nullable T single(String sql, String environment, Class<T> type) {
    return stack
        .service()
        .part(JdbcClient.class)
        .sql(sql)
        .param("id", environment)
        .query(type)
        .optional()
        .orElse(null);
  }

  private static double seconds(Instant since) {
    return Math.round(Duration.between(since, Instant.now()).toMillis() / 100.0) / 10.0;
  }
}
