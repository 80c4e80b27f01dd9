package io.beta9.provisioning.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.apimodel.environment.EventView;
import io.beta9.provisioning.cli.FakeApi.Response;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiSettings;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.client.Timeline;
import io.beta9.provisioning.cli.client.TimelineFollower;
import io.beta9.provisioning.cli.progress.EnvironmentWatch;
import io.beta9.provisioning.cli.progress.ProgressView;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CliTest extends FakeApiCommands {
  private static final String ID = "env_4f1a2b3c4d5e";
  private static final String OTHER = "env_000000000001";

  @Test
  void creates_from_a_file() throws IOException {
    Files.writeString(directory.resolve("my.yaml"), "name: demo\n");
    api.write = new Response(202, api.snapshot(ID, "demo", "queued"), Map.of());

    assertThat(run("env", "create", "-f", "my.yaml")).isZero();

    assertThat(out()).startsWith(ID + " is queued.");
    FakeApi.Request request = api.requests.getFirst();
    assertThat(request.body()).isEqualTo("name: demo\n");
    assertThat(request.headers())
        .containsEntry("content-type", "application/yaml")
        .containsKey("idempotency-key");
  }

  @Test
  void creates_from_standard_input_and_prints_json() {
    input = "{\"name\": \"demo\"}";
    api.write = new Response(202, api.snapshot(ID, "demo", "queued"), Map.of());

    assertThat(run("env", "create", "-f", "-", "-o", "json")).isZero();

    assertThat(FakeApi.JSON.readTree(out()).path("environment_id").stringValue()).isEqualTo(ID);
    assertThat(api.requests.getFirst().body()).isEqualTo(input);
  }

  @Test
  void prints_every_invalid_field() throws IOException {
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
  void watches_until_the_environment_is_ready() throws IOException {
    Files.writeString(directory.resolve("my.yaml"), "name: demo\n");
    api.write = new Response(202, api.snapshot(ID, "demo", "queued"), Map.of());
    api.snapshot(ID, "demo", "provisioning");
    api.snapshot(ID, "demo", "ready").putObject("outputs").put("vpc_id", "vpc-1");
    api.event(ID, "requested", "2026-01-02T03:04:05Z", "environment requested by ann");
    api.stepEvent(
        ID, EventKind.STEP_STARTED, "2026-01-02T03:04:06Z", "init", "initialising Terraform");
    api.stepEvent(ID, EventKind.STEP_DONE, "2026-01-02T03:04:18Z", "init", "done in 12 s");

    assertThat(run("env", "create", "-f", "my.yaml", "--watch")).isZero();

    assertThat(out().lines().map(line -> line.replaceFirst("^\\[\\d\\d:\\d\\d\\] ", "")))
        .containsExactly(
            "  environment requested by ann",
            "… initialising Terraform",
            "✓ initialising Terraform (12 s)",
            "demo is queued",
            "demo is provisioning",
            "demo is ready",
            "",
            "demo (" + ID + ") is ready.",
            "outputs",
            "  vpc_id  vpc-1",
            "How to connect: ./provisioner env connect demo");
    assertThat(pauses).hasSize(2);
  }

  @Test
  void fails_if_the_watched_operation_fails() {
    var failed = api.snapshot(ID, "demo", "failed");
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
  void shows_the_failure_of_an_earlier_operation_as_history_with_its_own_step() {
    var working = api.snapshot(ID, "demo", "provisioning");
    working.put("phase", "beta9");
    working
        .putObject("previous_failure")
        .put("class", "quota")
        .put("code", "quota-exceeded")
        .put("phase", "preflight")
        .put("failed_at", "2026-01-02T03:04:05.123Z")
        .put("what", "Checking the quotas failed")
        .put("why", "5 of 5 VPCs exist");
    working
        .putObject("next_action")
        .put("responsible", "none")
        .put("command", "./provisioner env watch " + ID);

    assertThat(run("env", "get", ID)).isZero();

    assertThat(out())
        .contains(
            "previously    quota-exceeded in preflight at 2026-01-02T03:04:05Z: Checking the quotas"
                + " failed: 5 of 5 VPCs exist")
        .contains("command       ./provisioner env watch " + ID)
        .doesNotContain("error ", "failed in", "responsible");
  }

  @Test
  void shows_when_the_next_attempt_starts_and_that_no_action_is_required() {
    var waiting = api.snapshot(ID, "demo", "queued");
    waiting.put("error_message", "Planning failed: AWS answered Throttling.");
    waiting
        .putObject("failure")
        .put("class", "transient")
        .put("code", "throttled")
        .put("phase", "plan");
    waiting
        .putObject("next_action")
        .put("responsible", "none")
        .put("automatic_attempt_at", "2026-01-02T03:04:05.123456789Z");

    assertThat(run("env", "get", ID)).isZero();

    assertThat(out())
        .contains("last attempt  Planning failed: AWS answered Throttling.")
        .contains("next attempt  2026-01-02T03:04:05Z")
        .doesNotContain("error ", "responsible");
  }

  @Test
  void prints_one_json_document_when_a_watch_ends() {
    api.snapshot(ID, "demo", "provisioning");
    api.snapshot(ID, "demo", "provisioning");
    api.snapshot(ID, "demo", "ready");

    assertThat(run("env", "watch", ID, "-o", "json")).isZero();

    assertThat(FakeApi.JSON.readTree(out()).path("status").stringValue()).isEqualTo("ready");
    assertThat(err()).contains("demo is provisioning");
  }

  @Test
  void continues_a_watch_after_a_lost_connection() {
    api.snapshot(ID, "demo", "provisioning");
    api.snapshot(ID, "demo", "provisioning");
    api.snapshot(ID, "demo", "ready");
    environment.put("PROVISIONER_URL", api.url());
    assertThat(run("env", "get", ID)).isZero();
    for (int i = 0; i < 4; i++) {
      api.first.add(FakeApi.problem(503, "The database is unavailable."));
    }

    api.snapshot(ID, "demo", "ready");
    EnvironmentWatch watch =
        new EnvironmentWatch(
            new ApiClient(ApiSettings.find(environment, directory), pauses::add, notice -> {}),
            ProgressView.onOut(terminal()),
            pauses::add);
    assertThat(watch.follow(ID, 0).value().status()).isEqualTo("ready");

    assertThat(out()).contains("! The database is unavailable. Retrying;");
  }

  @Test
  void ends_an_interrupted_watch_without_reporting_a_retry() {
    api.snapshot(ID, "demo", "provisioning");
    environment.put("PROVISIONER_URL", api.url());
    EnvironmentWatch watch =
        new EnvironmentWatch(
            new ApiClient(ApiSettings.find(environment, directory), pauses::add, notice -> {}),
            ProgressView.onOut(terminal()),
            pauses::add);

    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> watch.follow(ID, 0)).isInstanceOf(CommandException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }

    assertThat(out()).doesNotContain("Retrying");
    assertThat(pauses).isEmpty();
  }

  @Test
  void follows_events_on_a_stream_instead_of_polling() {
    api.untilStreamEnds = new CountDownLatch(1);
    api.event(ID, "requested", "2026-01-02T03:04:05Z", "provisioning requested");
    api.snapshot(ID, "demo", "queued");
    for (int i = 0; i < 4; i++) {
      api.snapshot(ID, "demo", "provisioning");
    }
    api.snapshot(ID, "demo", "ready");

    assertThat(run("env", "watch", ID)).isZero();

    assertThat(out()).containsOnlyOnce("provisioning requested");
    assertThat(pauses).as("it waits for the stream").isEmpty();
    assertThat(eventPages()).as("before the stream, and after the final status").hasSize(3);
  }

  @Test
  void reads_pages_again_when_a_stream_has_ended() {
    api.untilStreamEnds = new CountDownLatch(0);
    api.event(ID, "requested", "2026-01-02T03:04:05Z", "provisioning requested");
    for (int i = 0; i < 6; i++) {
      api.snapshot(ID, "demo", "provisioning");
    }
    api.snapshot(ID, "demo", "ready");

    assertThat(run("env", "watch", ID)).isZero();

    assertThat(out()).containsOnlyOnce("provisioning requested");
    assertThat(pauses).as("it polls, and does not reconnect immediately").isNotEmpty();
  }

  @Test
  void reads_a_page_while_a_stream_delivers_nothing() {
    api.untilStreamEnds = new CountDownLatch(1);
    api.snapshot(ID, "demo", "provisioning");
    environment.put("PROVISIONER_URL", api.url());
    List<Long> read = new ArrayList<>();
    try (ApiClient client =
            new ApiClient(ApiSettings.find(environment, directory), pauses::add, notice -> {});
        TimelineFollower<EventView> events =
            new TimelineFollower<>(
                client, pauses::add, ID, Timeline.EVENTS, 0, Duration.ofMillis(1))) {
      events.await();
      api.event(ID, "requested", "2026-01-02T03:04:05Z", "not on the stream");
      for (int i = 0; i < 100 && read.isEmpty(); i++) {
        events.readArrived(event -> read.add(event.value().id()));
        events.await();
      }
    }

    assertThat(read).containsExactly(1L);
  }

  private List<FakeApi.Request> eventPages() {
    return api.requests.stream().filter(r -> r.path().endsWith("/events")).toList();
  }

  @Test
  void finds_an_environment_by_name() {
    api.snapshot(OTHER, "demo", "destroyed");
    api.snapshot(ID, "demo", "ready");

    assertThat(run("env", "get", "demo")).isZero();

    assertThat(out()).contains("id            " + ID).contains("status        ready");
  }

  @Test
  void reports_an_unknown_name() {
    assertThat(run("env", "get", "unknown")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(err()).isEqualTo("error: environment 'unknown' does not exist\n");
    assertThat(run("env", "get", ID)).isEqualTo(ExitCode.NOT_FOUND);
  }

  @Test
  void reads_all_pages_of_a_list() {
    for (int i = 0; i < 450; i++) {
      api.snapshot("env_%012x".formatted(i), "e" + i, i % 2 == 0 ? "ready" : "failed");
    }

    assertThat(run("env", "list", "--limit", "300", "-o", "json")).isZero();

    assertThat(FakeApi.JSON.readTree(out()).path("items")).hasSize(300);
    assertThat(api.requests).hasSize(2);
  }

  @Test
  void prints_a_list_as_a_table() {
    var working = api.snapshot(ID, "demo", "provisioning");
    ((tools.jackson.databind.node.ObjectNode) working.path("progress"))
        .put("step", "apply")
        .put("planned", 61)
        .put("completed", 23);
    api.snapshot(OTHER, "second", "ready");
    api.snapshot("env_000000000003", "third", "failed")
        .putObject("next_action")
        .put("responsible", "customer")
        .put("command", "./provisioner env retry env_000000000003");
    api.snapshot("env_000000000004", "fourth", "queued")
        .putObject("next_action")
        .put("responsible", "none")
        .put("command", "./provisioner env watch env_000000000004")
        .put("automatic_attempt_at", "2026-01-02T03:04:05.123456789Z");

    assertThat(run("env", "list", "--region", "us-east-1")).isZero();

    assertThat(out().lines().map(line -> line.replaceFirst(" +\\d+ d( +|$)", "  ").stripTrailing()))
        .containsExactly(
            "ID                NAME    STATUS        STEP         REGION     ACCOUNT       AGE"
                + "    ACT       NEXT",
            "env_4f1a2b3c4d5e  demo    provisioning  apply 23/61  us-east-1  123456789012",
            "env_000000000001  second  ready                      us-east-1  123456789012",
            "env_000000000003  third   failed                     us-east-1  123456789012"
                + "  customer  ./provisioner env retry env_000000000003",
            "env_000000000004  fourth  queued                     us-east-1  123456789012"
                + "  automatic at 2026-01-02T03:04:05Z");
    assertThat(api.requests.getFirst().query()).contains("region=us-east-1");
  }

  @Test
  void reads_events_and_logs_to_the_end() {
    api.snapshot(ID, "demo", "ready");
    for (int i = 1; i <= 5; i++) {
      api.event(ID, "note", "2026-01-02T03:04:05Z", "event " + i);
      api.log(ID, i % 2 == 0 ? "plan" : "apply", "line " + i);
    }

    assertThat(run("env", "events", ID)).isZero();
    assertThat(out().lines())
        .hasSize(5)
        .first()
        .isEqualTo("2026-01-02 03:04:05  note            event 1");
    assertThat(run("env", "logs", ID, "--step", "apply")).isZero();
    assertThat(out().lines())
        .hasSize(3)
        .last()
        .isEqualTo("2026-01-02 03:04:05  apply           line 5");
    assertThat(run("env", "logs", ID, "-o", "json")).isZero();
    assertThat(out().lines()).hasSize(5).allMatch(line -> line.startsWith("{\"id\":"));
  }

  @Test
  void follows_logs_while_an_operation_runs() {
    api.snapshot(ID, "demo", "provisioning");
    api.snapshot(ID, "demo", "provisioning");
    api.snapshot(ID, "demo", "ready");
    api.log(ID, "apply", "line 1");

    assertThat(run("env", "logs", ID, "-f")).isZero();

    assertThat(out().lines()).hasSize(1);
    assertThat(pauses).hasSize(2);
  }

  @Test
  void destroys_only_after_confirmation() {
    api.snapshot(ID, "demo", "ready");
    api.write = new Response(202, api.snapshot(ID, "demo", "destroy_queued"), Map.of());

    assertThat(run("env", "destroy", ID)).isEqualTo(ExitCode.WRONG_USE);
    assertThat(err()).contains("use --yes to destroy 'demo'");
    screen = true;
    input = "prod\n";
    assertThat(run("env", "destroy", ID)).isEqualTo(ExitCode.WRONG_USE);
    assertThat(err()).contains("not confirmed; nothing was changed");
    assertThat(api.requests).noneMatch(request -> request.method().equals("DELETE"));

    input = "demo\n";
    assertThat(run("env", "destroy", ID)).isZero();
    assertThat(api.requests).last().extracting(FakeApi.Request::method).isEqualTo("DELETE");
  }

  @Test
  void watches_a_destruction_from_its_start() {
    api.stepEvent(
        ID, EventKind.STEP_STARTED, "2026-01-02T03:04:06Z", "init", "initialising Terraform");
    api.stepEvent(ID, EventKind.STEP_DONE, "2026-01-02T03:04:18Z", "init", "done in 12 s");
    api.event(ID, "succeeded", "2026-01-02T03:04:18Z", "demo is ready");
    api.write = new Response(202, api.snapshot(ID, "demo", "destroying"), Map.of());
    api.snapshot(ID, "demo", "destroyed");

    assertThat(run("env", "destroy", ID, "--yes", "--watch")).isZero();

    assertThat(out()).doesNotContain("initialising").contains("No resources are left");
  }

  @Test
  void fails_if_a_destruction_ends_with_a_ready_environment() {
    api.snapshot(ID, "demo", "ready");
    api.write = new Response(202, FakeApi.JSON.createObjectNode(), Map.of());

    assertThat(run("env", "destroy", ID, "--yes", "--watch")).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void prints_why_a_request_is_refused() {
    api.snapshot(ID, "demo", "ready");
    api.write = FakeApi.problem(409, "Only what failed can be retried; demo is ready.");

    assertThat(run("env", "retry", "demo")).isEqualTo(ExitCode.REFUSED);
    assertThat(err()).isEqualTo("error: Only what failed can be retried; demo is ready.\n");
  }

  @Test
  void retries_with_the_same_idempotency_key_if_the_service_is_unavailable() {
    input = "name: demo\n";
    api.first.add(new Response(503, FakeApi.JSON.createObjectNode(), Map.of("Retry-After", "5")));
    api.first.add(
        new Response(503, FakeApi.JSON.createObjectNode(), Map.of("Retry-After", "86400")));
    api.write = new Response(202, api.snapshot(ID, "demo", "queued"), Map.of());

    assertThat(run("env", "create", "-f", "-")).isZero();

    assertThat(pauses).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(10));
    assertThat(api.requests.stream().map(r -> r.headers().get("idempotency-key")).distinct())
        .hasSize(1);
  }

  @Test
  void prints_the_url_if_the_service_is_not_reachable() {
    api.close();

    assertThat(run("env", "list")).isEqualTo(ExitCode.FAILED);

    assertThat(err())
        .startsWith("The API at " + api.url() + " is not reachable; retrying in 0.5 s.")
        .contains("error: the API at " + api.url() + " is not reachable (");
  }

  @Test
  void reads_url_and_key_from_the_file_of_the_demo() throws IOException {
    environment.clear();
    Files.createDirectories(directory.resolve(".provisioner"));
    Files.writeString(
        directory.resolve(ApiSettings.FILE),
        "{\"url\": \"%s/\", \"key\": \"%s\"}".formatted(api.url(), FakeApi.KEY));

    assertThat(run("env", "list")).isZero();

    assertThat(out()).isEqualTo("No environments.\n");
  }

  @Test
  void does_not_send_the_key_of_the_demo_to_another_service() throws IOException {
    Files.createDirectories(directory.resolve(".provisioner"));
    Files.writeString(
        directory.resolve(ApiSettings.FILE),
        "{\"url\": \"http://127.0.0.1:1\", \"key\": \"%s\"}".formatted(FakeApi.KEY));
    environment.remove("PROVISIONER_KEY");

    assertThat(run("env", "list")).isEqualTo(ExitCode.FAILED);

    assertThat(err()).contains("requires a key, and none is set");
    assertThat(ApiSettings.find(environment, directory).toString()).doesNotContain(FakeApi.KEY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          env                          | Missing subcommand. Choose one of: create, list
          env create                   | Missing required option: '--file=FILE'
          env create -f nowhere.yaml   | file 'nowhere.yaml' does not exist
          env list --limit 0           | --limit must be 1 or more
          env list -o xml              | Invalid value for option '--output'
          env lst                      | Did you mean: ./provisioner env list
          """)
  void reports_invalid_commands(String command, String complaint) {
    assertThat(run(command.split(" "))).isEqualTo(ExitCode.WRONG_USE);
    assertThat(err()).contains(complaint);
    assertThat(api.requests).isEmpty();
  }

  @Test
  void rejects_an_invalid_url() {
    environment.put("PROVISIONER_URL", "localhost:8080");

    assertThat(run("env", "list")).isEqualTo(ExitCode.WRONG_USE);
  }

  @Test
  void reports_a_request_that_takes_long() throws InterruptedException {
    api.snapshot(ID, "demo", "ready");
    CountDownLatch noticed = new CountDownLatch(1);
    api.beforeResponse = noticed;
    List<String> notices = new ArrayList<>();
    try (ApiClient client =
        new ApiClient(
            ApiSettings.find(environment, directory),
            pauses::add,
            notice -> {
              notices.add(notice);
              noticed.countDown();
            })) {
      assertThat(client.environment(ID).value().status()).isEqualTo("ready");
    }
    assertThat(notices).containsExactly("Waiting for the API at " + api.url() + " ...");
  }

  @Test
  void prints_fields_that_this_version_does_not_know_as_json() {
    api.snapshot(ID, "demo", "ready").put("added_later", 7);
    assertThat(run("env", "get", ID, "-o", "json")).isZero();
    assertThat(FakeApi.JSON.readTree(out()).path("added_later").intValue()).isEqualTo(7);
  }

  @Test
  void creates_a_key_and_prints_only_its_secret_to_standard_output() {
    var created = FakeApi.JSON.createObjectNode().put("secret", "b9_new");
    created.putObject("key").put("key_id", "key_1").put("tenant", "acme");
    api.write = new Response(201, created, Map.of());
    assertThat(run("keys", "create", "--name", "ci")).isZero();
    assertThat(out()).isEqualTo("b9_new\n");
    assertThat(err()).contains("Created key_1 of tenant acme");
    assertThat(api.requests.getLast().path()).isEqualTo("/api/v1/keys");
    assertThat(FakeApi.JSON.readTree(api.requests.getLast().body()).path("name").stringValue())
        .isEqualTo("ci");
  }
}
