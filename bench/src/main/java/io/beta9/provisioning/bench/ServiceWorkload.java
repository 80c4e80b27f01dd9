package io.beta9.provisioning.bench;

import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiSettings;
import io.beta9.provisioning.cli.progress.EnvironmentWatch;
import io.beta9.provisioning.cli.progress.ProgressView;
import io.beta9.provisioning.cli.terminal.Terminal;
import io.beta9.provisioning.devstack.stack.DevStack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Sends requests to the service and measures how long they take. */
final class ServiceWorkload {
  private final ApiSettings settings;
  private final Path home;

  ServiceWorkload(ApiSettings settings, Path home) {
    this.settings = settings;
    this.home = home;
  }

  /**
   * Returns the median time in milliseconds that a request waits for its claim, one request at a
   * time. The role of the account must not be assumable, so that each operation fails immediately.
   */
  double medianClaimMillis(DevStack stack, String prefix, int requests) throws IOException {
    String config = Files.readString(home.resolve("examples/small.yaml"));
    try (ApiClient api = new ApiClient(settings);
        ProgressView view = ProgressView.onErr(Terminal.ofProcess())) {
      for (int i = 0; i < requests; i++) {
        EnvironmentView posted =
            createEnvironment(api, config.replace("name: demo", "name: " + prefix + "-" + i));
        new EnvironmentWatch(api, view).follow(posted.environmentId(), 0).value();
      }
    }
    return stack
        .service()
        .part(JdbcClient.class)
        .sql(
            """
            select round((percentile_cont(0.5) within group (
                     order by extract(epoch from claimed_at - o.created_at)) * 1000)::numeric, 1)::float8
              from operations o join environments e on e.id = o.environment_id
             where e.name like :prefix
            """)
        .param("prefix", prefix + "-%")
        .query(Double.class)
        .single();
  }

  private static EnvironmentView createEnvironment(ApiClient api, String config) {
    return api.create(config.getBytes(StandardCharsets.UTF_8), "application/yaml").value();
  }
}
