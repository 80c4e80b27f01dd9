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
    return startWith(settings(more));
  }

  /** Returns settings with a separate, empty database, for starting the API more than once. */
  public static Map<String, String> settings(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("DATABASE_URL", Servers.emptyDatabase());
    settings.put("REDIS_URL", "redis://127.0.0.1:" + Servers.redisPort());
    settings.put("LISTEN_PORT", "0");
    return settings;
  }

  /** Starts the API with exactly these settings. */
  public static Service startWith(Map<String, String> settings) {
    return Service.start(Settings.from(settings), Set.of(ServiceRole.API));
  }
}
