package io.beta9.provisioning.telemetry.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import io.beta9.provisioning.format.PrintableText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.structured.StructuredLogFormatter;

/**
 * The log format for people: time, level, logger, fields, message.
 *
 * <p>Messages, values of fields and messages of exceptions may contain text from requests and from
 * customers' accounts. They are {@linkplain PrintableText escaped}, so that one message is one line
 * and none can be forged. The lines of a stack trace are indented and begin with the id of the
 * environment, so that {@code grep} with it finds them.
 */
public final class TextLogFormat extends LayoutBase<ILoggingEvent>
    implements StructuredLogFormatter<ILoggingEvent> {
  private static final int MAX_CAUSES = 20;

  @Override
  public String format(ILoggingEvent event) {
    return doLayout(event);
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(256);
    Instant time = Instant.ofEpochMilli(event.getTimeStamp());
    appendTime(line, time);
    line.append(' ').append(event.getLevel().levelStr);
    for (int i = event.getLevel().levelStr.length(); i < 5; i++) {
      line.append(' ');
    }
    line.append(' ').append(simpleName(event.getLoggerName()));
    Map<String, String> fields = event.getMDCPropertyMap();
    appendFields(line, fields);
    line.append(' ').append(PrintableText.of(String.valueOf(event.getFormattedMessage())));
    line.append('\n');
    if (event.getThrowableProxy() != null) {
      appendThrowable(line, fields.get(LogFields.ENVIRONMENT), event.getThrowableProxy());
    }
    return line.toString();
  }

  /** Always with milliseconds, so that the columns are aligned. */
  private static void appendTime(StringBuilder line, Instant time) {
    String seconds = time.truncatedTo(ChronoUnit.SECONDS).toString();
    line.append(seconds, 0, seconds.length() - 1)
        .append('.')
        .append(String.format("%03d", Math.floorMod(time.toEpochMilli(), 1_000L)))
        .append('Z');
  }

  private static String simpleName(String logger) {
    return logger.substring(logger.lastIndexOf('.') + 1);
  }

  private static void appendFields(StringBuilder line, Map<String, String> fields) {
    char separator = '[';
    line.append(' ');
    for (String name : LogFields.ORDER) {
      String value = fields.get(name);
      if (value != null) {
        line.append(separator).append(name).append('=').append(PrintableText.of(value));
        separator = ' ';
      }
    }
    if (separator == '[') {
      line.setLength(line.length() - 1);
    } else {
      line.append(']');
    }
  }

  private static void appendThrowable(
      StringBuilder text, @Nullable String environment, IThrowableProxy thrown) {
    String prefix = environment == null ? "    " : "    " + PrintableText.of(environment) + " ";
    Set<IThrowableProxy> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    String relation = "";
    for (IThrowableProxy cause = thrown;
        cause != null && seen.add(cause) && seen.size() <= MAX_CAUSES;
        cause = cause.getCause()) {
      text.append(prefix).append(relation).append(cause.getClassName());
      if (cause.getMessage() != null) {
        text.append(": ").append(PrintableText.of(cause.getMessage()));
      }
      text.append('\n');
      appendFrames(text, prefix, cause);
      relation = "Caused by: ";
    }
  }

  private static void appendFrames(StringBuilder text, String prefix, IThrowableProxy cause) {
    StackTraceElementProxy[] frames = cause.getStackTraceElementProxyArray();
    int printed = frames.length - cause.getCommonFrames();
    for (int i = 0; i < printed; i++) {
      text.append(prefix).append("  ").append(frames[i].getSTEAsString()).append('\n');
    }
    if (cause.getCommonFrames() > 0) {
      text.append(prefix).append("  ... ").append(cause.getCommonFrames()).append(" more\n");
    }
  }
}
