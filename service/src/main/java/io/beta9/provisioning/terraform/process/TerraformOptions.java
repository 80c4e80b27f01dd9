package io.beta9.provisioning.terraform.process;

import io.beta9.provisioning.settings.InvalidSettingsException;
import io.beta9.provisioning.settings.SettingsBinder;
import io.beta9.provisioning.settings.TerraformSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Location and options of Terraform.
 *
 * @param environment the environment of the worker, of which only selected variables are passed to
 *     Terraform
 * @param binary path of terraform or tofu; empty to search the PATH
 * @param mirror directory that contains {@code registry.terraform.io}; empty for the default
 * @param providerLock the provider lock file that replaces that of the module; empty for that one
 * @param lockTimeout how long Terraform waits for the state lock before it fails
 * @param interruptGrace how long Terraform may take to stop after SIGINT
 * @param poll interval at which a running process is polled
 * @param resourceDeadlines the deadlines of single resources after which a run is interrupted
 * @param maxRetries how often the provider repeats a request that AWS rejected temporarily
 * @param user the user that Terraform runs as; empty for that of the worker
 */
public record TerraformOptions(
    Map<String, String> environment,
    Optional<Path> binary,
    Optional<Path> mirror,
    Optional<Path> providerLock,
    int parallelism,
    Duration lockTimeout,
    Duration interruptGrace,
    Duration poll,
    int maxRetries,
    DeadlinePolicy resourceDeadlines,
    Optional<ChildUser> user) {

  public TerraformOptions {
    environment = Map.copyOf(environment);
  }

  /**
   * Returns the options of a process with this environment.
   *
   * @throws InvalidSettingsException if a setting of Terraform is invalid
   */
  public static TerraformOptions of(Map<String, String> environment) {
    return of(SettingsBinder.bind(TerraformSettings.class, environment), environment);
  }

  /** Returns the options of a process with these settings and this environment. */
  public static TerraformOptions of(TerraformSettings settings, Map<String, String> environment) {
    return new TerraformOptions(
        GoGarbageCollection.defaults(environment, settings.memory()),
        Optional.ofNullable(settings.binary()),
        Optional.ofNullable(settings.providerMirror()),
        Optional.ofNullable(settings.providerLockFile()),
        settings.parallelism(),
        settings.lockTimeout(),
        settings.interruptGrace(),
        Duration.ofMillis(50),
        settings.awsMaxRetries(),
        DeadlinePolicy.UNLIMITED,
        Optional.empty());
  }

  /** Returns these options with deadlines for changes to single resources. */
  public TerraformOptions withResourceDeadlines(DeadlinePolicy deadlines) {
    return new TerraformOptions(
        environment,
        binary,
        mirror,
        providerLock,
        parallelism,
        lockTimeout,
        interruptGrace,
        poll,
        maxRetries,
        deadlines,
        user);
  }

  /** Returns these options with a user that owns the stack directories. */
  public TerraformOptions withUser(Optional<ChildUser> owner) {
    return new TerraformOptions(
        environment,
        binary,
        mirror,
        providerLock,
        parallelism,
        lockTimeout,
        interruptGrace,
        poll,
        maxRetries,
        resourceDeadlines,
        owner);
  }

  /** Returns the directory for temporary files of Terraform and its providers. */
  public Path temporaryDirectory() {
    String own = environment.getOrDefault("TMPDIR", "");
    return Path.of(own.isEmpty() || user.isPresent() ? "/tmp" : own);
  }

  /** Returns the custom endpoint of AWS, if any. */
  public Optional<String> endpointOverride() {
    return Optional.ofNullable(environment.get("AWS_ENDPOINT_URL")).filter(url -> !url.isBlank());
  }
}
