package io.beta9.provisioning.devstack.demo;

import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.Timeline;
import io.beta9.provisioning.cli.progress.EnvironmentWatch;
import io.beta9.provisioning.devstack.cloud.DemoCloud;
import io.beta9.provisioning.devstack.stack.DevStack;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Provisions one environment, verifies it, destroys it, and reports the results. */
public final class LifecycleRun {
  private final ApiClient api;
  private final EnvironmentWatch watch;
  private final DevStack stack;
  private final DemoCloud cloud;

  public LifecycleRun(ApiClient api, EnvironmentWatch watch, DevStack stack, DemoCloud cloud) {
    this.api = api;
    this.watch = watch;
    this.stack = stack;
    this.cloud = cloud;
  }

  /**
   * Results of a run. {@code resourcesLeft} and {@code beta9Healthy} are determined from the
   * simulated cloud, independently of the service.
   */
  public record Report(
      String environmentId,
      boolean ready,
      boolean destroyed,
      double secondsToReady,
      double secondsToDestroyed,
      double terraformApplySeconds,
      long resourcesCreated,
      long resourcesLeft,
      boolean beta9Healthy) {

    boolean isSuccessful() {
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
   * Provisions an environment from the meta-config and destroys it.
   *
   * @param fileName name of the meta-config's file; {@code .json} selects JSON, otherwise YAML
   * @param whenReady receives the environment's id when it is ready, before it is destroyed
   */
  public Report run(byte[] metaConfig, String fileName, Consumer<String> whenReady) {
    return run(metaConfig, fileName, whenReady, false);
  }

  /**
   * Provisions an environment from the meta-config and destroys it.
   *
   * @param finalSnapshot whether a snapshot of its database is kept
   */
  Report run(
      byte[] metaConfig, String fileName, Consumer<String> whenReady, boolean finalSnapshot) {
    Instant start = Instant.now();
    EnvironmentView posted =
        api.create(metaConfig, fileName.endsWith(".json") ? "application/json" : "application/yaml")
            .value();
    String id = posted.environmentId();
    EnvironmentView provisioned = watch.follow(id, 0).value();
    double secondsToReady = secondsSince(start);
    boolean ready = provisioned.status().equals("ready");
    boolean healthy =
        ready && cloud.isBeta9Healthy(String.valueOf(provisioned.outputs().get("cluster_name")));
    if (ready) {
      whenReady.accept(id);
    }
    Instant destroyStart = Instant.now();
    long lastEvent =
        api.page(id, Timeline.EVENTS, 0).stream().mapToLong(e -> e.value().id()).max().orElse(0);
    api.destroy(id, finalSnapshot);
    EnvironmentView destroyed = watch.follow(id, lastEvent).value();
    return new Report(
        id,
        ready,
        destroyed.status().equals("destroyed"),
        secondsToReady,
        secondsSince(destroyStart),
        terraformApplySeconds(id),
        resourcesCreated(id),
        cloud.leftovers().size(),
        healthy);
  }

  private double terraformApplySeconds(String environmentId) {
    Double seconds =
        querySingle(
            """
            select extract(epoch from completed_at - started_at)::float8 from operation_steps
              join operations on operations.id = operation_id
             where environment_id = :id and step = 'apply' and completed_at is not null
             order by completed_at
             limit 1
            """,
            environmentId,
            Double.class);
    return seconds == null ? 0 : Math.round(seconds * 10) / 10.0;
  }

  private long resourcesCreated(String environmentId) {
    Long created =
        querySingle(
            """
            select count(distinct event -> 'hook' -> 'resource' ->> 'addr') from journal
              join operations on operations.id = operation_id
             where environment_id = :id and event ->> 'type' = 'apply_complete'
               and event -> 'hook' ->> 'action' = 'create'
            """,
            environmentId,
            Long.class);
    return created == null ? 0 : created;
  }

  private <T> @Nullable T querySingle(String sql, String environmentId, Class<T> type) {
    return stack
        .service()
        .part(JdbcClient.class)
        .sql(sql)
        .param("id", environmentId)
        .query(type)
        .optional()
        .orElse(null);
  }

  private static double secondsSince(Instant start) {
    return Math.round(Duration.between(start, Instant.now()).toMillis() / 100.0) / 10.0;
  }
}
