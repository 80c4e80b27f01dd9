package io.beta9.provisioning.testing;

import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.app.ServiceRole;
import io.beta9.provisioning.settings.Settings;
import java.util.Map;
import java.util.Set;

/** The API as it is started, on an empty database of its own and on any free port. */
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
