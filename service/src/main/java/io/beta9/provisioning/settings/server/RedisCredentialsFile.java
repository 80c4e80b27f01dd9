package io.beta9.provisioning.settings.server;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import reactor.core.publisher.Mono;

/**
 * The file that contains the URL of Redis. User and password are read from it again for each
 * connection, so that a rotated password takes effect without a restart.
 *
 * @param initial the credentials of the URL that the file contained at first
 */
public record RedisCredentialsFile(Path file, RedisCredentialsProvider initial)
    implements RedisCredentialsProvider {

  /** Returns the URL, which the file contains, with credentials that are read from the file. */
  public static RedisURI addTo(RedisURI url, Path file) {
    url.setCredentialsProvider(new RedisCredentialsFile(file, url.getCredentialsProvider()));
    return url;
  }

  @Override
  public Mono<RedisCredentials> resolveCredentials() {
    return current().resolveCredentials();
  }

  private RedisCredentialsProvider current() {
    try {
      return RedisURI.create(Files.readString(file).strip()).getCredentialsProvider();
    } catch (IOException | IllegalArgumentException e) {
      return initial; // It is being replaced; the known password may still be valid.
    }
  }
}
