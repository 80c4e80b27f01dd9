package io.beta9.provisioning.settings;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A database as {@code psql $DATABASE_URL} takes it ({@code
 * postgresql://user:password@host:port/name?options}), and as JDBC does.
 *
 * @see <a href="https://www.postgresql.org/docs/current/libpq-connect.html">Connection URIs</a>
 */
public record DatabaseUrl(String jdbcUrl, @Nullable String user, @Nullable String password) {

  /**
   * Reads either form.
   *
   * @throws IllegalArgumentException where it is neither
   */
  public static DatabaseUrl parse(String text) {
    if (text.startsWith("jdbc:postgresql:")) {
      return new DatabaseUrl(text, null, null);
    }
    URI uri = URI.create(text);
    if (!"postgresql".equals(uri.getScheme()) && !"postgres".equals(uri.getScheme())) {
      throw new IllegalArgumentException(
          "DATABASE_URL must look like postgresql://user:password@host:5432/name");
    }
    StringBuilder jdbc = new StringBuilder("jdbc:postgresql://").append(uri.getHost());
    if (uri.getPort() > 0) {
      jdbc.append(':').append(uri.getPort());
    }
    jdbc.append(uri.getRawPath());
    if (uri.getRawQuery() != null) {
      jdbc.append('?').append(uri.getRawQuery());
    }
    String info = uri.getRawUserInfo();
    if (info == null) {
      return new DatabaseUrl(jdbc.toString(), null, null);
    }
    int colon = info.indexOf(':');
    return new DatabaseUrl(
        jdbc.toString(),
        decode(colon < 0 ? info : info.substring(0, colon)),
        colon < 0 ? null : decode(info.substring(colon + 1)));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return jdbcUrl;
  }
}
