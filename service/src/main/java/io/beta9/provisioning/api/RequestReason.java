package io.beta9.provisioning.api;

import io.beta9.provisioning.access.Caller;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Why somebody asks for something: the header {@code X-Reason}, or a field {@code reason}. */
final class RequestReason {
  static final String HEADER = "X-Reason";
  private static final int LONGEST = 500;

  private RequestReason() {}

  /** The caller with the reason that the body gives, if it gives one. */
  static Caller with(Caller caller, @Nullable String inBody) {
    String reason = clean(inBody);
    return reason == null ? caller : caller.withReason(reason);
  }

  /** The caller with the reason of the header: plain, or percent-encoded as in a URL. */
  static Caller withHeader(Caller caller, @Nullable String header) {
    return with(caller, header == null ? null : decoded(header));
  }

  private static String decoded(String header) {
    try {
      return URLDecoder.decode(header.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return header; // A percent sign of its own.
    }
  }

  private static @Nullable String clean(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() > LONGEST ? line.substring(0, LONGEST) : line;
  }
}
