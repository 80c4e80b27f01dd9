package io.beta9.provisioning.console.session;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The fields of a form. Read from the body with a bound of its own: the server rejects forms of
 * more than a kilobyte, because the API has none, and a meta-config is longer.
 */
public final class FormData {
  /** The request attribute that holds the fields. */
  public static final String ATTRIBUTE = "io.beta9.provisioning.console.form";

  /** The field of a meta-config in YAML. */
  public static final String YAML = "yaml";

  /** A form of a user who is signed in: the longest one contains a meta-config. */
  static final int MAX_BYTES = 300 * 1024;

  /** The form of a sign-in: a key, and the page to open. */
  static final int MAX_SIGN_IN_BYTES = 8 * 1024;

  private static final int MAX_FIELDS = 200;

  private final Map<String, String> fields;

  private FormData(Map<String, String> fields) {
    this.fields = Map.copyOf(fields);
  }

  /** Returns a form without fields. */
  public static FormData empty() {
    return new FormData(Map.of());
  }

  /** Returns a form with this meta-config. */
  public static FormData ofYaml(String document) {
    return new FormData(Map.of(YAML, document));
  }

  /** Reads a form; of a body that is too long, not a form or malformed, nothing. */
  static FormData read(HttpServletRequest request, int maxBytes) throws IOException {
    String type = request.getContentType();
    if (type == null || !type.startsWith("application/x-www-form-urlencoded")) {
      return new FormData(Map.of());
    }
    byte[] body = request.getInputStream().readNBytes(maxBytes + 1);
    return body.length > maxBytes
        ? new FormData(Map.of())
        : parse(new String(body, StandardCharsets.UTF_8));
  }

  static FormData parse(String body) {
    Map<String, String> fields = new HashMap<>();
    try {
      for (String pair : body.split("&", MAX_FIELDS)) {
        int end = pair.indexOf('=');
        if (end > 0) {
          fields.putIfAbsent(
              URLDecoder.decode(pair.substring(0, end), StandardCharsets.UTF_8),
              URLDecoder.decode(pair.substring(end + 1), StandardCharsets.UTF_8));
        }
      }
    } catch (IllegalArgumentException e) {
      return new FormData(Map.of());
    }
    return new FormData(fields);
  }

  /** Returns the stripped value of a field; empty if it is absent. */
  public String get(String name) {
    return fields.getOrDefault(name, "").strip();
  }

  /**
   * Returns the value of a field as it was entered; empty if it is absent. Browsers send each end
   * of a line as CR LF.
   */
  public String raw(String name) {
    return fields.getOrDefault(name, "").replace("\r\n", "\n");
  }

  /** Returns whether a box is checked. */
  public boolean isChecked(String name) {
    return !get(name).isEmpty();
  }

  /** Returns whether the form has the field, with a value or without. */
  public boolean has(String name) {
    return fields.containsKey(name);
  }
}
