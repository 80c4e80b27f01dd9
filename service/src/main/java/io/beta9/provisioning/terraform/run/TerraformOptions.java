package io.beta9.provisioning.terraform.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
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

  /** The SDK's system properties, and the variables by which Terraform knows the same. */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "aws.endpointUrl", "AWS_ENDPOINT_URL",
          "aws.accessKeyId", "AWS_ACCESS_KEY_ID",
          "aws.secretAccessKey", "AWS_SECRET_ACCESS_KEY",
          "aws.sessionToken", "AWS_SESSION_TOKEN");

  public TerraformOptions {
    environment = Map.copyOf(environment);
  }

  /** What this process was started with; system properties count before variables. */
  public static TerraformOptions fromProcess() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    PROPERTIES.forEach(
        (property, variable) -> {
          String value = System.getProperty(property);
          if (value != null && !value.isBlank()) {
            environment.put(variable, value);
          }
        });
    return of(environment);
  }

  public static TerraformOptions of(Map<String, String> environment) {
    return new TerraformOptions(
        environment,
        path(environment, "TERRAFORM_BINARY"),
        path(environment, "TERRAFORM_PROVIDER_MIRROR"),
        number(environment, "TERRAFORM_PARALLELISM", 1, 10),
        Duration.ofSeconds(number(environment, "TERRAFORM_LOCK_TIMEOUT_SECONDS", 0, 10)),
        Duration.ofSeconds(number(environment, "TERRAFORM_INTERRUPT_GRACE_SECONDS", 0, 300)),
        Duration.ofMillis(50),
        number(environment, "TERRAFORM_AWS_MAX_RETRIES", 0, 25),
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

  private static Optional<Path> path(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(v -> !v.isBlank()).map(Path::of);
  }

  private static int number(
      Map<String, String> environment, String name, int least, int otherwise) {
    String text = environment.get(name);
    if (text == null || text.isBlank()) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text.strip());
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, like one that is too small.
    }
    throw new IllegalArgumentException(
        name + ": '" + text.strip() + "' is no whole number, " + least + " or more");
  }
}
