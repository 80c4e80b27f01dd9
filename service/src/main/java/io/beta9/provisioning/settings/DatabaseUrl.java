package io.beta9.provisioning.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * The URL of a PostgreSQL database. It is written as a connection URI of libpq ({@code
 * postgresql://user:password@host:port/name?options}), so that {@code psql $DATABASE_URL} accepts
 * it, or as a JDBC URL. Neither {@link #toString} nor an exception contains the password.
 *
 * @see <a href="https://www.postgresql.org/docs/current/libpq-connect.html">Connection URIs</a>
 */
public record DatabaseUrl(String jdbcUrl, @Nullable String user, @Nullable String password) {
  private static final String JDBC = "jdbc:postgresql:";
  static final String EXPECTED =
      "a URL such as postgresql://user:password@host:5432/name (percent-encode special characters"
          + " in the user and password)";
  private static final String MESSAGE = "must be " + EXPECTED;

  /**
   * Parses either form.
   *
   * @throws IllegalArgumentException if the text has neither form; the message contains no part of
   *     the text, which may contain a password
   */
  public static DatabaseUrl parse(String text) {
    if (text.startsWith(JDBC)) {
      return checked(new DatabaseUrl(text, null, null));
    }
    URI uri = uri(text);
    if (!"postgresql".equals(uri.getScheme()) && !"postgres".equals(uri.getScheme())) {
      throw new IllegalArgumentException(MESSAGE);
    }
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("has no host; " + MESSAGE);
    }
    StringBuilder jdbc = new StringBuilder(JDBC).append("//").append(uri.getHost());
    if (uri.getPort() > 0) {
      jdbc.append(':').append(uri.getPort());
    }
    jdbc.append(uri.getRawPath().isEmpty() ? "/" : uri.getRawPath());
    if (uri.getRawQuery() != null) {
      jdbc.append('?').append(uri.getRawQuery());
    }
    String userInfo = uri.getRawUserInfo();
    if (userInfo == null) {
      return checked(new DatabaseUrl(jdbc.toString(), null, null));
    }
    int colon = userInfo.indexOf(':');
    return checked(
        new DatabaseUrl(
            jdbc.toString(),
            decode(colon < 0 ? userInfo : userInfo.substring(0, colon)),
            colon < 0 ? null : decode(userInfo.substring(colon + 1))));
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      // Not as the cause: the exception and its message contain the whole text.
      throw new IllegalArgumentException(MESSAGE);
    }
  }

  private static DatabaseUrl checked(DatabaseUrl url) {
    // A JDBC URL has no user before the host; the driver would log the password as a port.
    if (url.toString().contains("@") || Driver.parseURL(url.jdbcUrl(), null) == null) {
      throw new IllegalArgumentException(MESSAGE);
    }
    return url;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** Returns the host, port and name of the database. */
  @Override
  public String toString() {
    return jdbcUrl.substring(JDBC.length()).replaceFirst("[?#].*", "").replaceFirst("^//", "");
  }
}
