package io.beta9.provisioning.cloudsim.aws.s3;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** How keys are written in a listing: as they are, or URL-encoded where the caller asked for it. */
record KeyEncoding(boolean encoded) {

  static KeyEncoding of(@Nullable String encodingType) {
    return new KeyEncoding("url".equals(encodingType));
  }

  @Nullable String write(@Nullable String key) {
    return key == null || !encoded
        ? key
        : URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
  }

  @Nullable String type() {
    return encoded ? "url" : null;
  }
}
