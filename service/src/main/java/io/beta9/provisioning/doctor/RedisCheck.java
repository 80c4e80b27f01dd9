package io.beta9.provisioning.doctor;

import io.beta9.provisioning.doctor.Doctor.CheckResult;
import io.beta9.provisioning.doctor.Doctor.Purpose;
import io.beta9.provisioning.network.ConnectionProblem;
import io.beta9.provisioning.settings.ProcessEnvironment;
import io.beta9.provisioning.settings.RedisSettings;
import io.beta9.provisioning.settings.SettingsBinder;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Checks the connection to Redis, which notifies workers of new operations. */
record RedisCheck(Map<String, String> environment) implements Doctor.DoctorCheck {
  private static final String SETTING = "REDIS_URL";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "Redis";
  }

  /** Required for every purpose if the setting is present, otherwise only for production. */
  @Override
  public Set<Purpose> neededFor() {
    return Purpose.from(
        ProcessEnvironment.isAbsent(environment, SETTING) ? Purpose.PRODUCTION : Purpose.DEMO);
  }

  @Override
  public CheckResult run() {
    if (ProcessEnvironment.isAbsent(environment, SETTING)) {
      return CheckResult.bad(
          SETTING + " is not set (demo and up start their own Redis)",
          "Set " + SETTING + "=redis://host:6379.");
    }
    try {
      RedisSettings settings = SettingsBinder.bind(RedisSettings.class, environment);
      RedisURI uri = settings.url();
      uri.setTimeout(TIMEOUT);
      return ping(uri, settings.sslOptions());
    } catch (IllegalArgumentException e) {
      return CheckResult.bad(String.valueOf(e.getMessage()), "Fix " + SETTING + ".");
    }
  }

  private static CheckResult ping(RedisURI uri, SslOptions ssl) {
    RedisClient client = RedisClient.create(uri);
    client.setOptions(ClientOptions.builder().sslOptions(ssl).build());
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      String version =
          connection
              .sync()
              .info("server")
              .lines()
              .filter(line -> line.startsWith("redis_version:"))
              .map(line -> line.substring("redis_version:".length()))
              .findFirst()
              .orElse("(unknown version)");
      return CheckResult.good("Redis " + version + ", " + uri.getHost() + ":" + uri.getPort());
    } catch (RedisException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      return CheckResult.bad(
          uri.getHost()
              + ":"
              + uri.getPort()
              + ": "
              + ConnectionProblem.of(e).description()
              + " ("
              + cause.getMessage()
              + ")",
          "Start Redis, or fix " + SETTING + ".");
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
  }
}
