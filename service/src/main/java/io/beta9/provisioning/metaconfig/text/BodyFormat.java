package io.beta9.provisioning.metaconfig.text;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** In which of the two notations a meta-config is written. */
public enum BodyFormat {
  JSON,
  YAML,
  /** Nobody said: what begins with a brace is read as JSON, all else as YAML. */
  UNKNOWN;

  /** From a Content-Type or a file name. */
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
