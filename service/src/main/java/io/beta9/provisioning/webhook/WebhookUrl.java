package io.beta9.provisioning.webhook;

import io.beta9.provisioning.network.AddressPolicy;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import javax.net.ssl.SNIHostName;
import org.jspecify.annotations.Nullable;

/**
 * The URL that deliveries are sent to: {@code https}, and {@code http} only to loopback addresses
 * where the installation permits these.
 */
public final class WebhookUrl {
  static final int MAX_LENGTH = 1000;
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;
  private static final int MAX_PORT = 65_535;

  private final URI uri;

  private WebhookUrl(URI uri) {
    this.uri = uri;
  }

  /**
   * Parses a URL.
   *
   * @param addresses the addresses that deliveries may be sent to; applies here to a host that is
   *     an address. A name is resolved and checked at each delivery
   * @throws IllegalArgumentException with the rule that the URL violates, as in "must be …"
   */
  public static WebhookUrl parse(String text, AddressPolicy addresses) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("must have at most " + MAX_LENGTH + " characters");
    }
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("must be a URL such as https://example.com/hook", e);
    }
    String host = uri.getHost();
    if (host == null || uri.getScheme() == null || !isAscii(text)) {
      throw new IllegalArgumentException(
          "must be a URL such as https://example.com/hook; write an international host name in"
              + " its ASCII form");
    }
    if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException("must have no user, password or fragment");
    }
    if (uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
      throw new IllegalArgumentException("must have a port from 1 to 65535");
    }
    @Nullable InetAddress literal = literal(host);
    if (literal == null && !isHostName(host)) {
      throw new IllegalArgumentException("must have a valid host name");
    }
    if (literal != null && !addresses.permits(literal)) {
      throw new IllegalArgumentException("must not name a private or local address");
    }
    boolean loopback =
        literal == null ? host.equalsIgnoreCase("localhost") : literal.isLoopbackAddress();
    if (!isScheme(uri, "https")
        && !(isScheme(uri, "http")
            && loopback
            && addresses.permits(InetAddress.getLoopbackAddress()))) {
      throw new IllegalArgumentException("must begin with https://");
    }
    return new WebhookUrl(uri);
  }

  private static boolean isScheme(URI uri, String scheme) {
    return uri.getScheme().equalsIgnoreCase(scheme);
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  /** Returns whether TLS can request the certificate of this name. */
  private static boolean isHostName(String host) {
    try {
      return !new SNIHostName(withoutFinalDot(host)).getAsciiName().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String withoutFinalDot(String host) {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  private static @Nullable InetAddress literal(String host) {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  boolean isEncrypted() {
    return isScheme(uri, "https");
  }

  /** Returns the host name, or the address without brackets. */
  String host() {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** Returns the host name as certificates contain it: without the final dot of an absolute one. */
  String certificateName() {
    return withoutFinalDot(host());
  }

  int port() {
    if (uri.getPort() > 0) {
      return uri.getPort();
    }
    return isEncrypted() ? HTTPS_PORT : HTTP_PORT;
  }

  /**
   * Returns scheme, host and port, for logs and the audit trail: path and query can be the secret
   * by which a receiver recognises its senders.
   */
  public String receiver() {
    return receiver(uri);
  }

  /** Returns the same of a stored URL. */
  public static String receiver(String url) {
    return receiver(URI.create(url));
  }

  private static String receiver(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  /** Returns the header {@code Host}. */
  String authority() {
    return uri.getRawAuthority();
  }

  /** Returns path and query, as in the request line. */
  String target() {
    String path = uri.getRawPath();
    String query = uri.getRawQuery();
    return (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
