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
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * All settings of the service. Each is an environment variable whose name is the prefix of its
 * group and the name of the record component: {@code DATABASE_POOL_SIZE} is {@link
 * DatabaseSettings#poolSize}. docs/settings.md lists them.
 */
public record Settings(
    DatabaseSettings database,
    RedisSettings redis,
    ListenSettings listen,
    HttpSettings http,
    TlsSettings tls,
    RateLimitSettings rateLimits,
    OidcSettings oidc,
    ConsoleSettings console,
    WebhookSettings webhooks,
    EnvironmentSettings environments,
    AccountSettings accounts,
    WorkerSettings worker,
    OperationSettings operations,
    TerraformSettings terraform,
    BootstrapSettings bootstrap,
    AwsSettings aws,
    RetentionSettings retention,
    AuditSettings audit,
    PodSettings pod,
    LogSettings log,
    TracingSettings tracing) {

  /** The record types of the groups. */
  static final List<Class<?>> GROUPS =
      Arrays.stream(Settings.class.getRecordComponents())
          .<Class<?>>map(RecordComponent::getType)
          .toList();

  /**
   * Returns the settings of this process.
   *
   * @throws InvalidSettingsException if a setting is invalid; names all invalid settings
   */
  public static Settings ofProcess() {
    return ofProcess(List.of());
  }

  /**
   * Returns the settings of this process, which also pass the checks.
   *
   * @throws InvalidSettingsException if a setting is invalid; names all invalid settings
   */
  public static Settings ofProcess(List<SettingCheck> checks) {
    return from(System.getenv(), checks);
  }

  /**
   * Returns the settings of a process with these environment variables.
   *
   * @throws InvalidSettingsException if a setting is invalid; names all invalid settings
   */
  public static Settings from(Map<String, String> environment) {
    return from(environment, List.of());
  }

  /**
   * Returns the settings of a process with these environment variables, which also pass the checks.
   *
   * @throws InvalidSettingsException if a setting is invalid; names all invalid settings
   */
  public static Settings from(Map<String, String> environment, List<SettingCheck> checks) {
    SettingsBinder binder = new SettingsBinder(environment, GROUPS, checks);
    return new Settings(
        binder.bind(DatabaseSettings.class),
        binder.bind(RedisSettings.class),
        binder.bind(ListenSettings.class),
        binder.bind(HttpSettings.class),
        binder.bind(TlsSettings.class),
        binder.bind(RateLimitSettings.class),
        binder.bind(OidcSettings.class),
        binder.bind(ConsoleSettings.class),
        binder.bind(WebhookSettings.class),
        binder.bind(EnvironmentSettings.class),
        binder.bind(AccountSettings.class),
        binder.bind(WorkerSettings.class),
        binder.bind(OperationSettings.class),
        binder.bind(TerraformSettings.class),
        binder.bind(BootstrapSettings.class),
        binder.bind(AwsSettings.class),
        binder.bind(RetentionSettings.class),
        binder.bind(AuditSettings.class),
        binder.bind(PodSettings.class),
        binder.bind(LogSettings.class),
        binder.bind(TracingSettings.class));
  }

  /** Returns the groups, for passing each to the classes that need it. */
  public List<Record> groups() {
    return List.of(
        database,
        redis,
        listen,
        http,
        tls,
        rateLimits,
        oidc,
        console,
        webhooks,
        environments,
        accounts,
        worker,
        operations,
        terraform,
        bootstrap,
        aws,
        retention,
        audit,
        pod,
        log,
        tracing);
  }
}
