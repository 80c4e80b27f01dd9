package io.beta9.provisioning.testing;

import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.app.ServiceRole;
import io.beta9.provisioning.settings.Settings;
import java.util.Map;
import java.util.Set;

/** Starts the API on a separate, empty database and on a free port. */
public final class RunningApi {
  private RunningApi() {}

  public static Service start() {
    return Service.start(
        Settings.from(
            Map.of(
                "DATABASE_URL",
                Servers.emptyDatabase(),
                "REDIS_URL",
                "redis://127.0.0.1:" + Servers.redisPort(),
                "LISTEN_PORT",
                "0")),
        Set.of(ServiceRole.API));
  }
}
