package io.beta9.provisioning.bench.provision;

import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.devstack.stack.DevStack;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Provisions environments through the API of the service. */
final class ServiceRun {
  private static final long POLL_MILLIS = 100;

  private final DevStack stack;
  private final JdbcClient database;

  ServiceRun(DevStack stack) {
    this.stack = stack;
    this.database = stack.service().part(JdbcClient.class);
  }

  /** An environment that has become ready. */
  record ReadyEnvironment(String id, String operation, ProvisioningTimes times) {}

  /** Provisions an environment, from the request until it is ready. */
  ReadyEnvironment provision(String metaConfig) throws InterruptedException {
    try (ApiClient api = new ApiClient(stack.api())) {
      long start = System.nanoTime();
      EnvironmentView environment =
          api.create(metaConfig.getBytes(StandardCharsets.UTF_8), "application/yaml").value();
      String id = environment.environmentId();
      String phase = "";
      while (!environment.status().equals("ready")) {
        if (environment.status().equals("failed")) {
          throw new IllegalStateException(environment.errorMessage());
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        environment = api.environment(id).value();
        phase = report(phase, environment, start);
      }
      double seconds = ProvisioningTimes.since(start);
      String operation =
          database
              .sql("select id from operations where environment_id = :id")
              .param("id", id)
              .query(String.class)
              .single();
      return new ReadyEnvironment(
          id, operation, new ProvisioningTimes(seconds, untilHelm(operation), phases(operation)));
    }
  }

  private static String report(String before, EnvironmentView environment, long start) {
    String phase = String.valueOf(environment.phase());
    if (!phase.equals(before)) {
      System.err.printf("  %6.1f s  %s%n", ProvisioningTimes.since(start), phase);
    }
    return phase;
  }

  private double untilHelm(String operation) {
    return database
        .sql(
            """
            select extract(epoch from s.completed_at - o.created_at)
              from operation_steps s join operations o on o.id = s.operation_id
             where o.id = :id and s.step = 'beta9'
            """)
        .param("id", operation)
        .query(Double.class)
        .single();
  }

  private Map<String, Double> phases(String operation) {
    Map<String, Double> phases = new LinkedHashMap<>();
    phases.put(
        "queue",
        database
            .sql(
                "select extract(epoch from claimed_at - created_at) from operations where id = :id")
            .param("id", operation)
            .query(Double.class)
            .single());
    database
        .sql(
            """
            select step, extract(epoch from completed_at - started_at) as seconds
              from operation_steps where operation_id = :id order by started_at, completed_at
            """)
        .param("id", operation)
        .query((row, number) -> Map.entry(row.getString("step"), row.getDouble("seconds")))
        .list()
        .forEach(step -> phases.put(step.getKey(), step.getValue()));
    return phases;
  }
}
