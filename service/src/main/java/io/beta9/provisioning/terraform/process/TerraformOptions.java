package io.beta9.provisioning.terraform.process;

import io.beta9.provisioning.settings.InvalidSettingsException;
import io.beta9.provisioning.settings.SettingsBinder;
import io.beta9.provisioning.settings.TerraformSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How Terraform is found and run.
 *
 * @param environment what the worker's own environment is taken to be; Terraform is passed a chosen
 *     few of these variables and never the whole
 * @param binary terraform or tofu, where it is not to be looked for
 * @param mirror a folder that holds {@code registry.terraform.io}, where it is not to be looked for
 * @param lockTimeout how long Terraform waits for a state lock before it is an error
 * @param interruptGrace how long after its SIGINT a Terraform may take to stop by itself
 * @param poll how often a running Terraform is looked at
 * @param resourceDeadlines after which a run is interrupted because of a single resource
 * @param maxRetries how often the provider repeats a request that AWS refused for now
 */
public record TerraformOptions(
    Map<String, String> environment,
    Optional<Path> binary,
    Optional<Path> mirror,
    int parallelism,
    Duration lockTimeout,
    Duration interruptGrace,
    Duration poll,
    int maxRetries,
    DeadlinePolicy resourceDeadlines) {

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
        environment,
        Optional.ofNullable(settings.binary()),
        Optional.ofNullable(settings.providerMirror()),
        settings.parallelism(),
        settings.lockTimeout(),
        settings.interruptGrace(),
        Duration.ofMillis(50),
        settings.awsMaxRetries(),
        DeadlinePolicy.UNLIMITED);
  }

  /** Returns these options with deadlines for changes to single resources. */
  public TerraformOptions withResourceDeadlines(DeadlinePolicy deadlines) {
    return new TerraformOptions(
        environment,
        binary,
        mirror,
        parallelism,
        lockTimeout,
        interruptGrace,
        poll,
        maxRetries,
        deadlines);
  }

  /** Where AWS is, when it is not at its own address. */
  public Optional<String> endpointOverride() {
    return Optional.ofNullable(environment.get("AWS_ENDPOINT_URL")).filter(url -> !url.isBlank());
  }
}
