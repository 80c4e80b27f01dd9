package io.beta9.provisioning.metaconfig.text;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The serialisation format of a meta-config. */
public enum BodyFormat {
  JSON,
  YAML,
  /** Not specified: text that starts with a brace is read as JSON, anything else as YAML. */
  UNKNOWN;

  /** Returns the format for a Content-Type or a file name. */
  public static BodyFormat of(@Nullable String contentTypeOrFileName) {
    if (contentTypeOrFileName == null) {
      return UNKNOWN;
    }
    String hint = contentTypeOrFileName.toLowerCase(Locale.ROOT);
    if (hint.contains("yaml") || hint.endsWith(".yml")) {
      return YAML;
    }
    return hint.contains("json") ? JSON : UNKNOWN;
  }
}
