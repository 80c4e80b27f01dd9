package io.beta9.provisioning.api.request;

import io.beta9.provisioning.access.Caller;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The reason for a request: the header {@code X-Reason}, or a field {@code reason}. */
public final class RequestReason {
  static final String HEADER = "X-Reason";
  private static final int MAX_LENGTH = 500;

  private RequestReason() {}

  /** Returns the caller with the reason in the body, if there is one. */
  public static Caller with(Caller caller, @Nullable String inBody) {
    String reason = clean(inBody);
    return reason == null ? caller : caller.withReason(reason);
  }

  /** Returns the caller with the reason in the header, which may be percent-encoded. */
  static Caller withHeader(Caller caller, @Nullable String header) {
    return with(caller, header == null ? null : decoded(header));
  }

  private static String decoded(String header) {
    try {
      return URLDecoder.decode(header.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return header; // A literal percent sign.
    }
  }

  private static @Nullable String clean(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) : line;
  }
}
