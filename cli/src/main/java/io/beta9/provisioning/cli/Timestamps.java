package io.beta9.provisioning.cli;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Moments as people read them, in UTC like every log beside them. */
final class Timestamps {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Timestamps() {}

  /** When an event or a log line was written. */
  static String of(JsonNode item) {
    return ApiReply.instant(item, "at").map(FORM::format).orElse("");
  }
}
