package io.beta9.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Executes the examples of the pages on API and security, in their order, as they are printed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentExamplesTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```bash\n(.*?)^```");
  private static final Pattern COMMENT = Pattern.compile("\\s+# .*");
  private static final Pattern ARGUMENT = Pattern.compile("\"([^\"]*)\"|(\\S+)");
  private static final String ENVIRONMENT_ID = "env_0123456789ab";
  private static final String KEY_ID = "key_4f1a2b3c4d5e";
  private static final String WEBHOOK_ID = "whk_4f1a2b3c4d5e";
  private static final String RECEIVER = "https://hooks.example.com/beta9";

  @TempDir static Path workdir;

  private RunbookEnvironment environment;

  @BeforeAll
  void start() {
    environment = new RunbookEnvironment(workdir);
  }

  @AfterAll
  void stop() {
    environment.close();
  }

  private static List<String> blocks(String page) throws IOException {
    List<String> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(Files.readString(RunbookEnvironment.ROOT.resolve(page)));
    while (matcher.find()) {
      if (matcher.group(1).startsWith("curl ") || matcher.group(1).startsWith("./provisioner ")) {
        blocks.add(matcher.group(1));
      }
    }
    return blocks;
  }

  @Test
  void executes_the_examples_of_the_api() throws Exception {
    List<String> blocks = blocks("docs/api.md");
    assertThat(blocks).hasSize(5);
    for (String block : blocks) {
      if (block.startsWith("curl ")) {
        runScript(block);
      } else {
        runCommands(block);
      }
    }
    assertThat(environment.status()).isEqualTo("destroyed");
  }

  @Test
  void executes_the_examples_of_security() throws Exception {
    List<String> blocks = blocks("docs/security.md");
    assertThat(blocks).hasSize(2);
    for (String block : blocks) {
      runCommands(block);
    }
  }

  private void runCommands(String block) {
    awaitEnd();
    for (String line : block.lines().toList()) {
      assertThat(line).startsWith("./provisioner ");
      environment.runSuccessfully(
          ARGUMENT
              .matcher(COMMENT.matcher(line.substring("./provisioner ".length())).replaceFirst(""))
              .results()
              .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
              .map(this::actual)
              .toArray(String[]::new));
    }
  }

  /** Returns what the example stands for. */
  private String actual(String argument) {
    return switch (argument) {
      case KEY_ID -> keyId();
      case WEBHOOK_ID -> environment.webhookId();
      case RECEIVER -> environment.receiverUrl();
      default -> argument;
    };
  }

  private void runScript(String block) throws Exception {
    String script = block;
    if (block.contains(ENVIRONMENT_ID)) {
      awaitEnd();
      script = block.replace(ENVIRONMENT_ID, environment.environmentId().value());
    }
    Path output = Files.createTempFile(workdir, "output", ".txt");
    ProcessBuilder bash =
        new ProcessBuilder("bash", "-eu", "-c", script)
            .directory(RunbookEnvironment.ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    bash.environment().putAll(environment.clientVariables());
    int exitCode = bash.start().waitFor();
    assertThat(exitCode).as("%s%n%s", block, Files.readString(output)).isZero();
    assertThat(output).isNotEmptyFile();
  }

  /** Waits until no operation of the environment is in progress. */
  private void awaitEnd() {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> List.of("ready", "destroyed", "none").contains(environment.status()));
  }

  /** Returns the id of the oldest key of the example that is not revoked. */
  private String keyId() {
    return environment
        .jdbc()
        .sql(
            "select id from api_keys where name = 'ci' and revoked_at is null"
                + " order by created_at limit 1")
        .query(String.class)
        .single();
  }
}
