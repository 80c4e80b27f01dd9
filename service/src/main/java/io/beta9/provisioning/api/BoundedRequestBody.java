package io.beta9.provisioning.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** Reads a body no further than it may be long. */
final class BoundedRequestBody {
  /** Longer bodies are refused; a meta-config of a few kilobytes is a long one. */
  static final int LONGEST = 256 * 1024;

  private BoundedRequestBody() {}

  /** The body, or one byte more than it may have, which tells that it is too long. */
  static byte[] read(HttpServletRequest request) throws IOException {
    return request.getInputStream().readNBytes(LONGEST + 1);
  }
}
