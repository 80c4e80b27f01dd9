package io.beta9.provisioning.telemetry.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextLogFormatTest {
  private static final String ENVIRONMENT = "env_0123456789ab";

  private final TextLogFormat format = new TextLogFormat();
  private final LoggerContext context = new LoggerContext();

  TextLogFormatTest() {
    context.setMDCAdapter(new LogbackMDCAdapter());
  }

  private List<String> lines(
      String message, Map<String, String> fields, @Nullable Throwable thrown) {
    LoggingEvent event =
        new LoggingEvent(
            "", context.getLogger("io.beta9.Pipeline"), Level.WARN, message, thrown, null);
    event.setInstant(Instant.parse("2026-01-02T03:04:05.006Z"));
    event.setMDCPropertyMap(fields);
    String text = format.format(event);
    assertThat(text).endsWith("\n");
    return List.of(text.substring(0, text.length() - 1).split("\n", -1));
  }

  @Test
  void prints_time_level_logger_fields_in_a_fixed_order_and_message() {
    assertThat(
            lines(
                "starting",
                Map.of(
                    LogFields.TENANT, "acme",
                    LogFields.EPOCH, "3",
                    LogFields.OPERATION, "op_1",
                    LogFields.ENVIRONMENT, ENVIRONMENT,
                    LogFields.REQUEST, "r-1"),
                null))
        .containsExactly(
            "2026-01-02T03:04:05.006Z WARN  Pipeline [environment_id=env_0123456789ab"
                + " operation_id=op_1 epoch=3 tenant=acme request_id=r-1] starting");
  }

  @Test
  void prints_no_brackets_without_fields() {
    assertThat(lines("started", Map.of(), null))
        .containsExactly("2026-01-02T03:04:05.006Z WARN  Pipeline started");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n",
        "\r",
        "\r\n",
        "\u0085",
        "\u2028",
        "\u2029",
        "\u000b",
        "\f",
        "\u001b[2J",
        "\u009b2J",
        "\u0000",
        "\u0007",
        "\u007f",
        "\u202e",
        "\u2066",
        "\u200f",
        "\u061c"
      })
  void text_from_outside_cannot_forge_a_line_or_send_control_characters(String hostile) {
    String forged = "x" + hostile + "2026-01-02T03:04:05.006Z ERROR Pipeline forged";

    List<String> lines =
        lines(
            forged,
            Map.of(LogFields.ENVIRONMENT, ENVIRONMENT, LogFields.TENANT, forged),
            new IllegalStateException(forged, new IllegalArgumentException(forged)));

    assertThat(lines.getFirst()).startsWith("2026-01-02T03:04:05.006Z WARN  Pipeline [");
    assertThat(lines.subList(1, lines.size()))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).startsWith("    " + ENVIRONMENT + " "));
    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(line.codePoints())
                    .noneMatch(
                        c ->
                            Character.isISOControl(c)
                                || c == 0x2028
                                || c == 0x2029
                                || Character.getType(c) == Character.FORMAT));
  }

  @Test
  void every_line_of_a_stack_trace_can_be_found_by_the_environment() {
    List<String> lines =
        lines(
            "internal error",
            Map.of(LogFields.ENVIRONMENT, ENVIRONMENT),
            new IllegalStateException("outer", new IllegalArgumentException("inner")));

    assertThat(lines).allSatisfy(line -> assertThat(line).contains(ENVIRONMENT));
    assertThat(lines.get(1))
        .isEqualTo("    " + ENVIRONMENT + " java.lang.IllegalStateException: outer");
    assertThat(lines)
        .contains("    " + ENVIRONMENT + " Caused by: java.lang.IllegalArgumentException: inner")
        .anyMatch(line -> line.contains("  at " + TextLogFormatTest.class.getName()));
  }

  @Test
  void a_cyclic_chain_of_causes_ends() {
    Exception outer = new IllegalStateException("outer");
    Exception inner = new IllegalStateException("inner", outer);
    outer.initCause(inner);

    assertThat(lines("failed", Map.of(), outer)).hasSizeGreaterThan(2);
  }
}
