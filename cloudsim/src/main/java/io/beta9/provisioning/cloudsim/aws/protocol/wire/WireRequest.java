package io.beta9.provisioning.cloudsim.aws.protocol.wire;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An incoming HTTP request.
 *
 * @param rawPath still percent-encoded
 * @param query decoded, in the order of the URL
 * @param headers by lower-case name
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record WireRequest(
    String method,
    String rawPath,
    Map<String, String> query,
    Map<String, String> headers,
    byte[] body) {

  /** Creates a request; several headers of the same name are joined by commas. */
  public static WireRequest of(
      String method,
      String rawPath,
      String rawQuery,
      Map<String, List<String>> headers,
      byte[] body) {
    Map<String, String> lower = new TreeMap<>();
    headers.forEach(
        (name, values) -> lower.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
    return new WireRequest(method, rawPath, pairs(rawQuery), lower, body);
  }

  public Optional<String> header(String lowerCaseName) {
    return Optional.ofNullable(headers.get(lowerCaseName));
  }

  /** Returns the fields of a form, in the body or, for presigned URLs, in the query. */
  public Map<String, String> form() {
    Map<String, String> form = new LinkedHashMap<>(query);
    if (header("content-type").orElse("").startsWith("application/x-www-form-urlencoded")) {
      form.putAll(pairs(new String(body, StandardCharsets.UTF_8)));
    }
    return form;
  }

  WireRequest with(Map<String, String> newHeaders, byte[] newBody) {
    return new WireRequest(method, rawPath, query, newHeaders, newBody);
  }

  private static Map<String, String> pairs(String encoded) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : encoded.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        pairs.put(decode(name), decode(value));
      }
    }
    return pairs;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
