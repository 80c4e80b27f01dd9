package io.beta9.provisioning.settings;

import io.beta9.provisioning.settings.account.AccountSettings;
import io.beta9.provisioning.settings.http.ConsoleSettings;
import io.beta9.provisioning.settings.http.HttpSettings;
import io.beta9.provisioning.settings.http.OidcSettings;
import io.beta9.provisioning.settings.http.RateLimitSettings;
import io.beta9.provisioning.settings.http.TlsSettings;
import io.beta9.provisioning.settings.http.WebhookSettings;
import io.beta9.provisioning.settings.kubernetes.PodSettings;
import io.beta9.provisioning.settings.telemetry.LogSettings;
import io.beta9.provisioning.settings.telemetry.TracingSettings;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * The constructors of the groups of settings. The JVM generates code for each reflective call of a
 * constructor, which took a tenth of the start of a process.
 */
final class SettingGroups {
  private static final Map<Class<?>, Function<ComponentValues, ? extends Record>> CONSTRUCTORS =
      Map.ofEntries(
          entry(
              DatabaseSettings.class,
              v ->
                  new DatabaseSettings(v.next(), v.next(), v.next(), v.next(), v.next(), v.next())),
          entry(RedisSettings.class, v -> new RedisSettings(v.next(), v.next())),
          entry(
              ListenSettings.class,
              v ->
                  new ListenSettings(
                      v.next(), v.next(), v.next(), v.next(), v.next(), v.next(), v.next(),
                      v.next())),
          entry(HttpSettings.class, v -> new HttpSettings(v.next(), v.next(), v.next())),
          entry(TlsSettings.class, v -> new TlsSettings(v.next(), v.next())),
          entry(
              RateLimitSettings.class,
              v -> new RateLimitSettings(v.next(), v.next(), v.next(), v.next())),
          entry(
              OidcSettings.class,
              v ->
                  new OidcSettings(
                      v.next(), v.next(), v.next(), v.next(), v.next(), v.next(), v.next(),
                      v.next())),
          entry(
              ConsoleSettings.class,
              v -> new ConsoleSettings(v.next(), v.next(), v.next(), v.next(), v.next(), v.next())),
          entry(WebhookSettings.class, v -> new WebhookSettings(v.next(), v.next(), v.next())),
          entry(
              EnvironmentSettings.class,
              v -> new EnvironmentSettings(v.next(), v.next(), v.next(), v.next(), v.next())),
          entry(AccountSettings.class, v -> new AccountSettings(v.next(), v.next(), v.next())),
          entry(
              WorkerSettings.class,
              v -> new WorkerSettings(v.next(), v.next(), v.next(), v.next())),
          entry(
              OperationSettings.class,
              v ->
                  new OperationSettings(
                      v.next(), v.next(), v.next(), v.next(), v.next(), v.next(), v.next(),
                      v.next())),
          entry(
              TerraformSettings.class,
              v ->
                  new TerraformSettings(
                      v.next(), v.next(), v.next(), v.next(), v.next(), v.next(), v.next(),
                      v.next(), v.next(), v.next())),
          entry(BootstrapSettings.class, v -> new BootstrapSettings(v.next(), v.next(), v.next())),
          entry(AwsSettings.class, v -> new AwsSettings(v.next(), v.next())),
          entry(
              RetentionSettings.class,
              v ->
                  new RetentionSettings(
                      v.next(), v.next(), v.next(), v.next(), v.next(), v.next(), v.next(),
                      v.next(), v.next(), v.next(), v.next())),
          entry(AuditSettings.class, v -> new AuditSettings(v.next(), v.next())),
          entry(
              PodSettings.class,
              v -> new PodSettings(v.next(), v.next(), v.next(), v.next(), v.next())),
          entry(LogSettings.class, v -> new LogSettings(v.next(), v.next())),
          entry(TracingSettings.class, v -> new TracingSettings(v.next(), v.next())));

  private SettingGroups() {}

  /** The values of the components of a record, in their order. */
  static final class ComponentValues {
    private final Object[] values;
    private int read;

    private ComponentValues(Object[] values) {
      this.values = values;
    }

    /** Returns the value of the next component. Its type is that of the component. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    <T> T next() {
      return (T) values[read++];
    }
  }

  /**
   * Returns a group with these values.
   *
   * @param values of all components in their order, of the types of the components; null for a
   *     component that is absent
   */
  static <T extends Record> T create(Class<T> group, Object[] values) {
    return group.cast(
        Objects.requireNonNull(CONSTRUCTORS.get(group), group.getName())
            .apply(new ComponentValues(values)));
  }

  private static <T extends Record> Map.Entry<Class<?>, Function<ComponentValues, T>> entry(
      Class<T> group, Function<ComponentValues, T> constructor) {
    return Map.entry(group, constructor);
  }
}
