package io.beta9.provisioning.settings;

import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The Redis server that notifies workers of new operations.
 *
 * @param caFile the certificate authority of the server; null for those that Java trusts
 */
@ConfigurationProperties("redis")
public record RedisSettings(
    @Setting(
            value =
                "Redis server that notifies workers of new operations; holds no state that cannot"
                    + " be restored from the database",
            secret = true)
        @DefaultValue("redis://localhost:6379")
        RedisURI url,
    @Setting(
            value =
                "certificates (PEM) that the certificate of Redis must be issued by; requires a URL"
                    + " that begins with `rediss://`",
            ifAbsent = "the authorities that Java trusts")
        @Nullable Path caFile) {

  public RedisSettings {
    if (caFile != null && !url.isSsl()) {
      throw new InvalidSettingsException(
          List.of("REDIS_CA_FILE: REDIS_URL does not use TLS; it must begin with rediss://"));
    }
  }

  /** Returns how the certificate of the server is verified, if the URL uses TLS. */
  public SslOptions sslOptions() {
    return caFile == null
        ? SslOptions.create()
        : SslOptions.builder().jdkSslProvider().trustManager(caFile.toFile()).build();
  }
}
