package io.beta9.provisioning.testing;

import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.app.ServiceRole;
import io.beta9.provisioning.settings.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Starts the API on a separate, empty database and on a free port. */
public final class RunningApi {
  private RunningApi() {}

  public static Service start() {
    return start(Map.of());
  }

  /** Starts the API with more settings. */
  public static Service start(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("DATABASE_URL", Servers.emptyDatabase());
    settings.put("REDIS_URL", "redis://127.0.0.1:" + Servers.redisPort());
    settings.put("LISTEN_PORT", "0");
    return Service.start(Settings.from(settings), Set.of(ServiceRole.API));
  }
}
