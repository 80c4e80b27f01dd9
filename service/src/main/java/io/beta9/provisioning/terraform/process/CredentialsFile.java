package io.beta9.provisioning.terraform.process;

import io.beta9.provisioning.failure.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * The credentials of one process in a private file, which the AWS SDK reads again when they expire
 * ({@code credential_process}). The worker that follows the process replaces them in time: they
 * outlive the worker by at least half of their lifetime, which is longer than the process may run
 * without a worker.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html">
 *     Process credentials</a>
 */
public final class CredentialsFile {
  private static final Logger log = LoggerFactory.getLogger(CredentialsFile.class);
  private static final String CREDENTIALS = "credentials.json";
  private static final String CONFIG = "aws-config";
  private static final String PROFILE = "beta9";

  /** The source returns the same credentials until half of their lifetime has passed. */
  private static final Duration RENEWAL_INTERVAL = Duration.ofMinutes(1);

  private final Path directory;
  private final ChildFiles files;
  private final ProviderCredentials source;
  private final InstantSource clock;
  private final AtomicBoolean renewing = new AtomicBoolean();
  private volatile Instant renewAt = Instant.MIN;

  /**
   * @param files the private directory of the process and its user
   */
  public CredentialsFile(ChildFiles files, ProviderCredentials source, InstantSource clock) {
    this.directory = files.directory();
    this.files = files;
    this.source = source;
    this.clock = clock;
  }

  /**
   * Returns the files to be created before the process starts, by name; none if it uses the
   * credentials of the worker.
   */
  public Map<String, String> contents() {
    return source
        .current()
        .map(credentials -> Map.of(CREDENTIALS, json(credentials), CONFIG, config()))
        .orElseGet(Map::of);
  }

  /** Returns the variables of a process that uses these files. */
  static Map<String, String> variables(Path directory) {
    return Map.of(
        "AWS_CONFIG_FILE",
        directory.resolve(CONFIG).toString(),
        "AWS_PROFILE",
        PROFILE,
        // No other source of credentials is consulted.
        "AWS_SHARED_CREDENTIALS_FILE",
        "/dev/null",
        "AWS_EC2_METADATA_DISABLED",
        "true");
  }

  private String config() {
    String file = directory.resolve(CREDENTIALS).toString().replace("'", "'\\''");
    return "[profile " + PROFILE + "]\ncredential_process = /bin/cat '" + file + "'\n";
  }

  private static String json(TemporaryCredentials credentials) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("Version", 1)
        .put("AccessKeyId", credentials.accessKeyId())
        .put("SecretAccessKey", credentials.secretAccessKey())
        .put("SessionToken", credentials.sessionToken())
        .put("Expiration", credentials.expiresAt().truncatedTo(ChronoUnit.SECONDS).toString())
        .toString();
  }

  /**
   * Replaces the credentials in the background if it is time. Does nothing for a process that uses
   * those of the worker.
   */
  public void renewIfDue() {
    if (clock.instant().isBefore(renewAt)
        || !Files.exists(directory.resolve(CREDENTIALS))
        || !renewing.compareAndSet(false, true)) {
      return;
    }
    Thread.ofVirtual().name("credentials").start(this::renew);
  }

  private void renew() {
    renewAt = clock.instant().plus(RENEWAL_INTERVAL);
    try {
      Optional<TemporaryCredentials> current = source.current();
      if (current.isPresent()) {
        files.write(CREDENTIALS, json(current.get()));
      }
    } catch (IOException | FailureException e) {
      // AWS may be unavailable; the credentials are valid for half of their lifetime.
      log.warn("The credentials in {} could not be renewed: {}", directory, e.getMessage());
    } finally {
      renewing.set(false);
    }
  }

  /** Deletes the files when the process has ended. */
  public void delete() throws IOException {
    deleteFrom(directory);
  }

  /** Deletes the files of a process that has ended while no worker followed it. */
  public static void deleteFrom(Path directory) throws IOException {
    Files.deleteIfExists(directory.resolve(CREDENTIALS));
    Files.deleteIfExists(directory.resolve(CONFIG));
  }
}
