package io.beta9.provisioning.network;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

class OutageLogTest {
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = new LoggerContext().getLogger("test");
  private final OutageLog outages =
      new OutageLog(logger, "Redis is unavailable", "Redis is available again");

  OutageLogTest() {
    lines.start();
    logger.addAppender(lines);
  }

  @Test
  void logs_a_connection_that_never_succeeds_once_and_again_when_the_reason_changes() {
    for (int i = 0; i < 3; i++) {
      outages.failed(new IOException("x", new ConnectException("Connection refused")));
    }
    outages.failed(new IOException("WRONGPASS invalid username-password pair"));
    outages.failed(new IOException("WRONGPASS invalid username-password pair"));

    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "Redis is unavailable: the connection is refused (Connection refused)",
            "Redis is unavailable: the server rejects the user or the password (WRONGPASS invalid"
                + " username-password pair)");
    assertThat(outages.problem()).contains(ConnectionProblem.AUTHENTICATION);
  }

  @Test
  void logs_the_end_of_an_outage_once_and_nothing_without_one() {
    outages.succeeded();
    assertThat(lines.list).isEmpty();

    outages.failed(ConnectionProblem.TIMEOUT);
    outages.succeeded();
    outages.succeeded();

    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "Redis is unavailable: the server does not respond in time",
            "Redis is available again");
    assertThat(outages.problem()).isEmpty();
  }
}
