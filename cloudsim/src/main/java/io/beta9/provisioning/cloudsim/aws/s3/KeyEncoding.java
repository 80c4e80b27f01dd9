package io.beta9.provisioning.cloudsim.aws.s3;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The encoding of keys in listings: plain, or URL-encoded on request. */
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
