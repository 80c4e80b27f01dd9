package io.beta9.provisioning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.terminal.Terminal;
import io.beta9.provisioning.format.PrintableText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What comes from a customer's account has no effect on the terminal that shows it. */
class HostileTextTest {
  private static final String ID = "env_4f1a2b3c4d5e";

  /** Clears the screen, in both forms of CSI; sets the clipboard; reverses; forges a line. */
  private static final String HOSTILE =
      "a\u001b[2J\u009b2J\u001b]52;c;aGk=\u0007\u202eb\u2066c\u007f\r\nERROR forged";

  @TempDir Path directory;

  private final FakeApi api = new FakeApi();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @AfterEach
  void stop() {
    api.close();
  }

  private String run(String... arguments) {
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            false,
            false,
            Map.of("PROVISIONER_URL", api.url(), "PROVISIONER_KEY", FakeApi.KEY),
            directory);
    new Cli(new CommandContext(terminal, pause -> {})).run(arguments);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static void assertHarmless(String printed) {
    assertThat(printed).contains("\\u001b[2J");
    assertThat(printed.chars().filter(c -> c != '\n' && c != '\t'))
        .as(printed)
        .noneMatch(c -> Character.isISOControl(c) || c == '\u202e' || c == '\u2066');
    assertThat(printed.lines()).noneMatch(line -> line.startsWith("ERROR forged"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "env list",
        "env get " + ID,
        "env events " + ID,
        "env logs " + ID,
        "env list -o json",
        "env get " + ID + " -o json",
        "env logs " + ID + " -o json"
      })
  void output_of_an_environment(String command) {
    var environment = api.snapshot(ID, HOSTILE, "failed");
    environment.put("error_message", HOSTILE);
    environment.putObject("outputs").put(HOSTILE, HOSTILE);
    api.event(ID, "failed", "2026-01-02T03:04:05Z", HOSTILE);
    api.log(ID, "apply", HOSTILE);

    assertHarmless(run(command.split(" ")));
  }

  @Test
  void the_owner_of_a_lock() {
    api.snapshot(ID, "demo", "failed");
    api.first.add(
        answer(
            """
            {"locks": [{"id": "%1$s", "place": "the lock file", "operation": "%1$s", "who": "%1$s",
             "taken_at": "2026-01-02T03:04:05Z", "age_seconds": 1, "holder": "unknown",
             "because": "%1$s"}]}
            """));

    assertHarmless(run("state", "lock", ID));
  }

  @ParameterizedTest
  @ValueSource(strings = {"env diagnose " + ID, "env diagnose " + ID + " -o json"})
  void the_findings_of_a_diagnosis(String command) {
    api.first.add(
        answer(
            """
            {"environment_id": "%1$s", "name": "%1$s", "status": "%1$s",
             "status_since": "2026-01-02T03:04:05Z",
             "findings": [{"topic": "%1$s", "text": "%1$s"}],
             "verdict": "%1$s", "sentence": "%1$s", "command": "%1$s", "responsible": "%1$s"}
            """));

    String printed = run(command.split(" "));

    assertHarmless(printed);
    assertThat(printed.split("\\[2J", -1)).hasSizeGreaterThan(6);
  }

  @Test
  void the_audit_trail_which_remains_the_same_document() {
    JsonNode entry = JsonMapper.shared().createObjectNode().put("reason", HOSTILE);
    api.first.add(new FakeApi.Response(200, entry, Map.of("Content-Type", "application/jsonl")));

    String printed = run("audit", "export");

    assertHarmless(printed.replace("\\u001B", "\\u001b"));
    assertThat(JsonMapper.shared().readTree(printed)).isEqualTo(entry);
  }

  @Test
  void an_error_of_the_api() {
    api.first.add(FakeApi.problem(409, HOSTILE, HOSTILE, HOSTILE));

    assertHarmless(run("env", "get", ID));
  }

  @Test
  void harmless_text_remains_as_it_is() {
    String text = "Größe: 3 GiB\tκόσμε 👩‍💻 日本";

    assertThat(PrintableText.of(text)).isSameAs(text);
    assertThat(PrintableText.ofLines("a\nb")).isEqualTo("a\nb");
    assertThat(PrintableText.of("a\nb")).isEqualTo("a\\nb");
  }

  private static FakeApi.Response answer(String template) {
    String escaped = JsonMapper.shared().writeValueAsString(HOSTILE);
    JsonNode body =
        JsonMapper.shared()
            .readTree(template.replace("%1$s", escaped.substring(1, escaped.length() - 1)));
    return new FakeApi.Response(200, body, Map.of());
  }
}
