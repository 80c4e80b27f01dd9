package io.beta9.provisioning.settings.server;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * The URL of a PostgreSQL database. It is written as a connection URI of libpq ({@code
 * postgresql://user:password@host:port/name?options}), so that {@code psql $DATABASE_URL} accepts
 * it, or as a JDBC URL. Neither {@link #toString} nor an exception contains the password.
 *
 * @param file the file that contains the URL, whose user and password may change; null if there is
 *     none
 * @see <a href="https://www.postgresql.org/docs/current/libpq-connect.html">Connection URIs</a>
 */
public record DatabaseUrl(
    String jdbcUrl, @Nullable String user, @Nullable String password, @Nullable Path file) {
  private static final String JDBC = "jdbc:postgresql:";
  public static final String EXPECTED =
      "a URL such as postgresql://user:password@host:5432/name (percent-encode special characters"
          + " in the user and password)";
  private static final String MESSAGE = "must be " + EXPECTED;
  private static final String MODE = "sslmode";
  private static final String AUTHORITY = "sslrootcert";

  /** Modes in which the certificate of the server is verified. */
  private static final Set<String> VERIFYING_MODES = Set.of("verify-ca", "verify-full");

  public DatabaseUrl(String jdbcUrl, @Nullable String user, @Nullable String password) {
    this(jdbcUrl, user, password, null);
  }

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

  /** Returns this URL, which the file contains. */
  public DatabaseUrl in(Path file) {
    return new DatabaseUrl(jdbcUrl, user, password, file);
  }

  /**
   * Returns the URL with the user and the password that its file contains now. If the file cannot
   * be read or names another database, the URL is unchanged: the connections of a pool must lead to
   * one database.
   */
  public DatabaseUrl current() {
    if (file == null) {
      return this;
    }
    try {
      DatabaseUrl now = parse(Files.readString(file).strip());
      return now.toString().equals(toString())
          ? new DatabaseUrl(withTlsOf(this, now.jdbcUrl), now.user, now.password, file)
          : this;
    } catch (IOException | IllegalArgumentException e) {
      return this; // It is being replaced; the known password may still be valid.
    }
  }

  private static String withTlsOf(DatabaseUrl original, String jdbcUrl) {
    String authority = original.parameter(AUTHORITY);
    DatabaseUrl url = new DatabaseUrl(jdbcUrl, null, null);
    return authority == null || url.parameter(AUTHORITY) != null
        ? jdbcUrl
        : url.verifiedBy(Path.of(authority)).jdbcUrl;
  }

  /**
   * Returns the URL with which connections are encrypted and the server is verified: its
   * certificate must be issued by this authority and, unless the URL says {@code
   * sslmode=verify-ca}, for its host name.
   *
   * @param authority a file with certificates (PEM)
   * @throws IllegalArgumentException if the URL contains a mode that does not verify the server
   */
  public DatabaseUrl verifiedBy(Path authority) {
    String mode = parameter(MODE);
    if (mode != null && !VERIFYING_MODES.contains(mode)) {
      throw new IllegalArgumentException(
          "contains sslmode=" + mode + ", which does not verify the server; remove it");
    }
    StringBuilder url = new StringBuilder(jdbcUrl).append(jdbcUrl.contains("?") ? '&' : '?');
    if (mode == null) {
      url.append(MODE).append("=verify-full&");
    }
    url.append(AUTHORITY)
        .append('=')
        .append(URLEncoder.encode(authority.toString(), StandardCharsets.UTF_8));
    return new DatabaseUrl(url.toString(), user, password, file);
  }

  private @Nullable String parameter(String name) {
    return Objects.requireNonNull(Driver.parseURL(jdbcUrl, null)).getProperty(name);
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
