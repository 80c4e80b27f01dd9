package io.beta9.provisioning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.FakeApi.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
  private static final String ID = "env_4f1a2b3c4d5e";
  private static final String OTHER = "env_000000000001";

  @TempDir Path directory;

  private final FakeApi api = new FakeApi();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<Duration> pauses = new ArrayList<>();
  private final Map<String, String> environment =
      new LinkedHashMap<>(Map.of("PROVISIONER_URL", api.url(), "PROVISIONER_KEY", FakeApi.KEY));
  private String input = "";
  private boolean screen;

  @AfterEach
  void stop() {
    api.close();
  }

  private int run(String... args) {
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            screen,
            screen,
            environment,
            directory);
    return Cli.commandLine(new ApiCommand(terminal, pauses::add)).execute(args);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void createsFromAFile() throws IOException {
    Files.writeString(directory.resolve("my.yaml"), "name: demo\n");
    api.write = new Response(202, api.picture(ID, "demo", "queued"), Map.of());

    assertThat(run("env", "create", "-f", "my.yaml")).isZero();

    assertThat(out()).startsWith(ID + " is queued.");
    FakeApi.Request request = api.requests.getFirst();
    assertThat(request.body()).isEqualTo("name: demo\n");
    assertThat(request.headers())
        .containsEntry("content-type", "application/yaml")
        .containsKey("idempotency-key");
  }

  @Test
  void createsFromStandardInputAndPrintsJson() {
    input = "{\"name\": \"demo\"}";
    api.write = new Response(202, api.picture(ID, "demo", "queued"), Map.of());

    assertThat(run("env", "create", "-f", "-", "-o", "json")).isZero();

    assertThat(FakeApi.JSON.readTree(out()).path("environment_id").stringValue()).isEqualTo(ID);
    assertThat(api.requests.getFirst().body()).isEqualTo(input);
  }

  @Test
  void namesEveryWrongField() throws IOException {
    Files.writeString(directory.resolve("my.json"), "{}");
    api.write =
        FakeApi.problem(
            400,
            "2 fields are invalid.",
            "name",
            "is missing",
            "cluster.profile",
            "'smal' is not a profile; did you mean 'small'?");

    assertThat(run("env", "create", "-f", "my.json")).isEqualTo(ExitCode.WRONG_USE);

    assertThat(err())
        .isEqualTo(
            """
            error: 2 fields are invalid.
              name: is missing
              cluster.profile: 'smal' is not a profile; did you mean 'small'?
            """);
    assertThat(api.requests.getFirst().headers()).containsEntry("content-type", "application/json");
  }

  @Test
  void watchesUntilItIsReady() throws IOException {
    Files.writeString(directory.resolve("my.yaml"), "name: demo\n");
    api.write = new Response(202, api.picture(ID, "demo", "queued"), Map.of());
    api.picture(ID, "demo", "provisioning");
    api.picture(ID, "demo", "ready").putObject("outputs").put("vpc_id", "vpc-1");
    api.event(ID, "queued", "2026-01-02T03:04:05Z", "demo was queued");
    api.event(ID, "step-started", "2026-01-02T03:04:06Z", "init: initialising Terraform");
    api.event(ID, "step-done", "2026-01-02T03:04:18Z", "init: done in 12 s");

    assertThat(run("env", "create", "-f", "my.yaml", "--watch")).isZero();

    assertThat(out().lines().map(line -> line.replaceFirst("^\\[\\d\\d:\\d\\d\\] ", "")))
        .containsExactly(
            "… initialising Terraform",
            "✓ initialising Terraform (12 s)",
            "demo is queued",
            "demo is provisioning",
            "demo is ready",
            "",
            "demo (" + ID + ") is ready.",
            "outputs",
            "  vpc_id  vpc-1");
    assertThat(pauses).hasSize(2);
  }

  @Test
  void aWatchThatEndsInFailureFails() {
    var failed = api.picture(ID, "demo", "failed");
    failed.put("error_message", "No room: AWS has none. Try another zone.");
    failed
        .putObject("failure")
        .put("class", "capacity")
        .put("code", "no-room")
        .put("phase", "apply")
        .put("next", "Try another zone.");

    assertThat(run("env", "watch", ID)).isEqualTo(ExitCode.FAILED);

    assertThat(out())
        .contains("demo (" + ID + ") failed.")
        .contains("error         No room: AWS has none. Try another zone.")
        .contains("code          capacity, no-room")
        .contains("failed in     apply")
        .doesNotContain("next ");
  }

  @Test
  void aWatchPrintsOneJsonDocumentToStandardOutput() {
    api.picture(ID, "demo", "provisioning");
    api.picture(ID, "demo", "provisioning");
    api.picture(ID, "demo", "ready");

    assertThat(run("env", "watch", ID, "-o", "json")).isZero();

    assertThat(FakeApi.JSON.readTree(out()).path("status").stringValue()).isEqualTo("ready");
    assertThat(err()).contains("demo is provisioning");
  }

  @Test
  void aWatchOutlivesALostConnection() {
    api.picture(ID, "demo", "provisioning");
    api.picture(ID, "demo", "provisioning");
    api.picture(ID, "demo", "ready");
    environment.put("PROVISIONER_URL", api.url());
    assertThat(run("env", "get", ID)).isZero();
    for (int i = 0; i < 4; i++) {
      api.first.add(FakeApi.problem(503, "The database is out of reach."));
    }
    out.reset();

    api.picture(ID, "demo", "ready");
    EnvironmentWatch watch =
        new EnvironmentWatch(
            new ApiClient(ApiSettings.find(environment, directory), pauses::add),
            new PlainProgressView(new PrintStream(out, true, StandardCharsets.UTF_8)),
            pauses::add);
    assertThat(watch.follow(ID, 0).path("status").stringValue()).isEqualTo("ready");

    assertThat(out()).contains("! The database is out of reach.; still trying.");
  }

  @Test
  void findsAnEnvironmentByItsName() {
    api.picture(OTHER, "demo", "destroyed");
    api.picture(ID, "demo", "ready");

    assertThat(run("env", "get", "demo")).isZero();

    assertThat(out()).contains("id            " + ID).contains("status        ready");
  }

  @Test
  void saysWhenANameIsNobodys() {
    assertThat(run("env", "get", "nobody")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(err()).isEqualTo("error: there is no environment 'nobody'\n");
    assertThat(run("env", "get", ID)).isEqualTo(ExitCode.NOT_FOUND);
  }

  @Test
  void listsAcrossPages() {
    for (int i = 0; i < 450; i++) {
      api.picture("env_%012x".formatted(i), "e" + i, i % 2 == 0 ? "ready" : "failed");
    }

    assertThat(run("env", "list", "--limit", "300", "-o", "json")).isZero();

    assertThat(FakeApi.JSON.readTree(out()).path("items")).hasSize(300);
    assertThat(api.requests).hasSize(2);
  }

  @Test
  void listsAsATable() {
    var working = api.picture(ID, "demo", "provisioning");
    ((tools.jackson.databind.node.ObjectNode) working.path("progress"))
        .put("step", "apply")
        .put("planned", 61)
        .put("completed", 23);
    api.picture(OTHER, "second", "ready");

    assertThat(run("env", "list", "--region", "us-east-1")).isZero();

    assertThat(out().lines().map(line -> line.replaceFirst(" +\\d+ d$", "")))
        .containsExactly(
            "ID                NAME    STATUS        STEP         REGION     ACCOUNT       AGE",
            "env_4f1a2b3c4d5e  demo    provisioning  apply 23/61  us-east-1  123456789012",
            "env_000000000001  second  ready                      us-east-1  123456789012");
    assertThat(api.requests.getFirst().query()).contains("region=us-east-1");
  }

  @Test
  void readsEventsAndLogsToTheirEnd() {
    api.picture(ID, "demo", "ready");
    for (int i = 1; i <= 5; i++) {
      api.event(ID, "note", "2026-01-02T03:04:05Z", "event " + i);
      api.log(ID, i % 2 == 0 ? "plan" : "apply", "line " + i);
    }

    assertThat(run("env", "events", ID)).isZero();
    assertThat(out().lines())
        .hasSize(5)
        .first()
        .isEqualTo("2026-01-02 03:04:05  note            event 1");
    out.reset();
    assertThat(run("env", "logs", ID, "--step", "apply")).isZero();
    assertThat(out().lines())
        .hasSize(3)
        .last()
        .isEqualTo("2026-01-02 03:04:05  apply           line 5");
    out.reset();
    assertThat(run("env", "logs", ID, "-o", "json")).isZero();
    assertThat(out().lines()).hasSize(5).allMatch(line -> line.startsWith("{\"id\":"));
  }

  @Test
  void followsLogsWhileSomethingIsAtWork() {
    api.picture(ID, "demo", "provisioning");
    api.picture(ID, "demo", "provisioning");
    api.picture(ID, "demo", "ready");
    api.log(ID, "apply", "line 1");

    assertThat(run("env", "logs", ID, "-f")).isZero();

    assertThat(out().lines()).hasSize(1);
    assertThat(pauses).hasSize(2);
  }

  @Test
  void destroysOnlyWhatIsConfirmed() {
    api.picture(ID, "demo", "ready");
    api.write = new Response(202, api.picture(ID, "demo", "destroy_queued"), Map.of());

    assertThat(run("env", "destroy", ID)).isEqualTo(ExitCode.WRONG_USE);
    assertThat(err()).contains("say --yes to destroy 'demo'");
    screen = true;
    input = "prod\n";
    assertThat(run("env", "destroy", ID)).isEqualTo(ExitCode.WRONG_USE);
    assertThat(err()).contains("not confirmed; nothing was done");
    assertThat(api.requests).noneMatch(request -> request.method().equals("DELETE"));

    input = "demo\n";
    assertThat(run("env", "destroy", ID)).isZero();
    assertThat(api.requests).last().extracting(FakeApi.Request::method).isEqualTo("DELETE");
  }

  @Test
  void watchesADestructionFromWhereItBegins() {
    api.event(ID, "step-started", "2026-01-02T03:04:06Z", "init: initialising Terraform");
    api.event(ID, "step-done", "2026-01-02T03:04:18Z", "init: done in 12 s");
    api.event(ID, "succeeded", "2026-01-02T03:04:18Z", "demo is ready");
    api.write = new Response(202, api.picture(ID, "demo", "destroying"), Map.of());
    api.picture(ID, "demo", "destroyed");

    assertThat(run("env", "destroy", ID, "--yes", "--watch")).isZero();

    assertThat(out()).doesNotContain("initialising").contains("nothing is left of it");
  }

  @Test
  void aReadyEnvironmentIsNotTheEndOfADestruction() {
    api.picture(ID, "demo", "ready");
    api.write = new Response(202, FakeApi.JSON.createObjectNode(), Map.of());

    assertThat(run("env", "destroy", ID, "--yes", "--watch")).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void saysWhyItIsRefused() {
    api.picture(ID, "demo", "ready");
    api.write = FakeApi.problem(409, "Only what failed can be retried; demo is ready.");

    assertThat(run("env", "retry", "demo")).isEqualTo(ExitCode.REFUSED);
    assertThat(err()).isEqualTo("error: Only what failed can be retried; demo is ready.\n");
  }

  @Test
  void asksAgainWithTheSameKeyWhenTheServiceIsNotThere() {
    input = "name: demo\n";
    api.first.add(new Response(503, FakeApi.JSON.createObjectNode(), Map.of("Retry-After", "5")));
    api.first.add(
        new Response(503, FakeApi.JSON.createObjectNode(), Map.of("Retry-After", "86400")));
    api.write = new Response(202, api.picture(ID, "demo", "queued"), Map.of());

    assertThat(run("env", "create", "-f", "-")).isZero();

    assertThat(pauses).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(10));
    assertThat(api.requests.stream().map(r -> r.headers().get("idempotency-key")).distinct())
        .hasSize(1);
  }

  @Test
  void saysWhereItLookedForTheService() {
    api.close();

    assertThat(run("env", "list")).isEqualTo(ExitCode.FAILED);

    assertThat(err()).startsWith("error: the API at " + api.url() + " cannot be reached (");
  }

  @Test
  void takesUrlAndKeyFromTheFileOfTheDemo() throws IOException {
    environment.clear();
    Files.createDirectories(directory.resolve(".provisioner"));
    Files.writeString(
        directory.resolve(ApiSettings.FILE),
        "{\"url\": \"%s/\", \"key\": \"%s\"}".formatted(api.url(), FakeApi.KEY));

    assertThat(run("env", "list")).isZero();

    assertThat(out()).isEqualTo("No environments.\n");
  }

  @Test
  void keepsTheKeyOfTheDemoFromOtherServices() throws IOException {
    Files.createDirectories(directory.resolve(".provisioner"));
    Files.writeString(
        directory.resolve(ApiSettings.FILE),
        "{\"url\": \"http://127.0.0.1:1\", \"key\": \"%s\"}".formatted(FakeApi.KEY));
    environment.remove("PROVISIONER_KEY");

    assertThat(run("env", "list")).isEqualTo(ExitCode.FAILED);

    assertThat(err()).contains("wants a key, and none is set");
    assertThat(ApiSettings.find(environment, directory).toString()).doesNotContain(FakeApi.KEY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          env                          | what about environments?
          env create                   | Missing required option: '--file=FILE'
          env create -f nowhere.yaml   | there is no file 'nowhere.yaml'
          env list --limit 0           | --limit must be 1 or more
          env list -o xml              | Invalid value for option '--output'
          env lst                      | Did you mean: env ls or env list
          """)
  void saysWhatIsWrongWithACommand(String command, String complaint) {
    assertThat(run(command.split(" "))).isEqualTo(ExitCode.WRONG_USE);
    assertThat(err()).contains(complaint);
    assertThat(api.requests).isEmpty();
  }

  @Test
  void aUrlThatIsNoneIsWrongUse() {
    environment.put("PROVISIONER_URL", "localhost:8080");

    assertThat(run("env", "list")).isEqualTo(ExitCode.WRONG_USE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"create", "list", "get", "watch", "events", "logs", "retry", "cancel", "destroy"})
  void everyCommandExplainsItselfWithAnExample(String command) {
    assertThat(run("env", command, "--help")).isZero();

    assertThat(out()).contains("provisioner env " + command).contains("Example");
  }

  @Test
  void completesCommandsInAShell() {
    assertThat(run("completion", "bash")).isZero();

    assertThat(out()).startsWith("#!/usr/bin/env bash").contains("destroy").contains("--watch");
  }
}
