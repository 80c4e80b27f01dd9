package io.beta9.provisioning.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * A database as {@code psql $DATABASE_URL} takes it ({@code
 * postgresql://user:password@host:port/name?options}), and as JDBC does. Neither what it says of
 * itself nor what it says of a wrong one holds a password.
 *
 * @see <a href="https://www.postgresql.org/docs/current/libpq-connect.html">Connection URIs</a>
 */
public record DatabaseUrl(String jdbcUrl, @Nullable String user, @Nullable String password) {
  private static final String JDBC = "jdbc:postgresql:";
  private static final String FORM =
      "must look like postgresql://user:password@host:5432/name; percent-encode special characters"
          + " in the user and password";

  /**
   * Reads either form.
   *
   * @throws IllegalArgumentException where it is neither; its message holds nothing of the text,
   *     because a password may be in it
   */
  public static DatabaseUrl parse(String text) {
    if (text.startsWith(JDBC)) {
      return checked(new DatabaseUrl(text, null, null));
    }
    URI uri = uri(text);
    if (!"postgresql".equals(uri.getScheme()) && !"postgres".equals(uri.getScheme())) {
      throw new IllegalArgumentException(FORM);
    }
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("names no host; it " + FORM);
    }
    StringBuilder jdbc = new StringBuilder(JDBC).append("//").append(uri.getHost());
    if (uri.getPort() > 0) {
      jdbc.append(':').append(uri.getPort());
    }
    jdbc.append(uri.getRawPath().isEmpty() ? "/" : uri.getRawPath());
    if (uri.getRawQuery() != null) {
      jdbc.append('?').append(uri.getRawQuery());
    }
    String info = uri.getRawUserInfo();
    if (info == null) {
      return checked(new DatabaseUrl(jdbc.toString(), null, null));
    }
    int colon = info.indexOf(':');
    return checked(
        new DatabaseUrl(
            jdbc.toString(),
            decode(colon < 0 ? info : info.substring(0, colon)),
            colon < 0 ? null : decode(info.substring(colon + 1))));
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      // Neither its message nor itself as the cause: both carry the whole text.
      throw new IllegalArgumentException(FORM);
    }
  }

  private static DatabaseUrl checked(DatabaseUrl url) {
    // JDBC knows no user before the host, and the driver would log what it took for a port.
    if (url.toString().contains("@") || Driver.parseURL(url.jdbcUrl(), null) == null) {
      throw new IllegalArgumentException(FORM);
    }
    return url;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** Host, port and name of the database. */
  @Override
  public String toString() {
    return jdbcUrl.substring(JDBC.length()).replaceFirst("[?#].*", "").replaceFirst("^//", "");
  }
}
