package io.beta9.provisioning.testing;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.beta9.provisioning.telemetry.log.TextLogFormat;
import java.io.OutputStream;
import org.slf4j.LoggerFactory;

/** Captures what this process logs, in the text format of the service, until it is closed. */
public final class LogCapture implements AutoCloseable {
  private final OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
  private final Logger root;

  private LogCapture(OutputStream out) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    TextLogFormat format = new TextLogFormat();
    format.setContext(context);
    format.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(format);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(out);
    appender.start();
    root.addAppender(appender);
  }

  /** Writes to the stream from now on. */
  public static LogCapture to(OutputStream out) {
    return new LogCapture(out);
  }

  @Override
  public void close() {
    root.detachAppender(appender);
    appender.stop();
  }
}
