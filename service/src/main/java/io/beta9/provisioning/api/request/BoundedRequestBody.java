package io.beta9.provisioning.api.request;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** Reads request bodies up to a maximum length. */
public final class BoundedRequestBody {
  /** Longer bodies are rejected. A meta-config rarely exceeds a few kilobytes. */
  public static final int MAX_BYTES = 256 * 1024;

  private BoundedRequestBody() {}

  /** Returns the body, or {@link #MAX_BYTES} plus one byte of a body that is too long. */
  public static byte[] read(HttpServletRequest request) throws IOException {
    return request.getInputStream().readNBytes(MAX_BYTES + 1);
  }
}
