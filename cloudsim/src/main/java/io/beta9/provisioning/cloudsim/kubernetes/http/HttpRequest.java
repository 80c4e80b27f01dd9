package io.beta9.provisioning.cloudsim.kubernetes.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A completely received HTTP request.
 *
 * @param path the decoded path
 * @param query the decoded query parameters; the last value of a repeated parameter applies
 * @param headers the header values by lower-case name
 */
public record HttpRequest(
    String method,
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    byte[] body) {

  static HttpRequest of(String method, String target, Map<String, String> headers, byte[] body) {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    Map<String, String> query = new LinkedHashMap<>();
    if (mark >= 0) {
      for (String pair : target.substring(mark + 1).split("&", -1)) {
        if (!pair.isEmpty()) {
          int equals = pair.indexOf('=');
          query.put(
              decode(equals < 0 ? pair : pair.substring(0, equals)),
              equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
      }
    }
    // A plus sign means a space in a query, but not in a path.
    return new HttpRequest(method, decode(path.replace("+", "%2B")), query, headers, body);
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  public Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /** Returns whether a parameter is present with the value {@code true} or {@code 1}. */
  public boolean isEnabled(String name) {
    return parameter(name).map(value -> value.equals("true") || value.equals("1")).orElse(false);
  }

  public boolean isWebSocketUpgrade() {
    return header("upgrade").map("websocket"::equalsIgnoreCase).orElse(false);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
