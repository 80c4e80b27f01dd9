package io.beta9.provisioning.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cli.Cli;
import io.beta9.provisioning.cli.terminal.Terminal;
import io.beta9.provisioning.console.ConsoleFixture.Row;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the console shows of the resources in progress, for programs and on the command line. */
class ResourcesApiTest {
  private static final String WORKING = "env_000a1b2c3002";
  private static final String READY = "env_000a1b2c3000";

  private static ConsoleFixture fixture;

  @BeforeAll
  static void start() {
    fixture = ConsoleFixture.start();
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private static HttpResponse<String> get(String key, String environment) {
    ConsoleClient client = new ConsoleClient(fixture);
    return client.send(
        client
            .request("/api/v1/environments/" + environment + "/resources")
            .header("Authorization", "Bearer " + key));
  }

  private static JsonNode resource(JsonNode view, String address) {
    return view.path("resources")
        .valueStream()
        .filter(each -> each.path("address").asString("").equals(address))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void each_resource_has_its_state_its_times_and_whether_the_end_depends_on_it() {
    JsonNode view = JsonMapper.shared().readTree(get(fixture.viewerKey, WORKING).body());

    assertThat(view.path("operation_id").asString("")).isEqualTo("op_000a1b2c3002");
    assertThat(view.path("remaining_seconds").asLong()).isPositive();
    JsonNode cluster = resource(view, "aws_eks_cluster.this");
    assertThat(cluster.path("subject").asString("")).isEqualTo("cluster");
    assertThat(cluster.path("action").asString("")).isEqualTo("create");
    assertThat(cluster.path("state").asString("")).isEqualTo("running");
    assertThat(cluster.path("elapsed_seconds").asLong()).isGreaterThanOrEqualTo(421);
    assertThat(cluster.path("critical").asBoolean()).isTrue();
    JsonNode network = resource(view, "aws_vpc.this");
    assertThat(network.path("state").asString("")).isEqualTo("done");
    assertThat(network.path("elapsed_seconds").asLong()).isEqualTo(12);
    assertThat(network.path("critical").asBoolean()).isFalse();
    JsonNode nodes = resource(view, "aws_eks_node_group.this[\"gpu\"]");
    assertThat(nodes.path("state").asString("")).isEqualTo("waiting");
    assertThat(nodes.path("usual_seconds").asLong()).isPositive();
    assertThat(nodes.path("started_at").isNull()).isTrue();
  }

  @Test
  void an_operation_without_a_run_of_terraform_changes_nothing() {
    JsonNode view = JsonMapper.shared().readTree(get(fixture.memberKey, READY).body());
    assertThat(view.path("resources").isEmpty()).isTrue();
    assertThat(view.path("remaining_seconds").isNull()).isTrue();
  }

  @Test
  void another_tenant_finds_no_environment() {
    assertThat(get(fixture.otherKey, WORKING).statusCode()).isEqualTo(404);
  }

  @Test
  void the_command_line_shows_a_table() {
    Row row = fixture.environment(ConsoleFixture.ACME, "tabled", "provisioning", "us-west-2", 0);
    fixture.operation(row, "provision", "running", 8, null);
    SampleJournal.ofRunningApply(fixture.jdbc, row);
    SampleJournal.ended(fixture.jdbc, row, "apply_errored", "aws_db_instance.this", 300);

    assertThat(run("env", "resources", "tabled"))
        .containsPattern("SUBJECT +RESOURCE +ACTION +STATE +TIME +USUALLY +CRITICAL")
        .containsPattern("cluster +aws_eks_cluster.this +create +running +7 min .* yes")
        .containsPattern("database +aws_db_instance.this +create +failed +5 min")
        .containsPattern("Expected remaining time: .*min");
  }

  private static String run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            stream,
            stream,
            false,
            false,
            Map.of("PROVISIONER_URL", fixture.address(""), "PROVISIONER_KEY", fixture.memberKey),
            Path.of("..").toAbsolutePath().normalize());
    int code = Cli.ofProcess(terminal).run(arguments);
    assertThat(code).as(out.toString(StandardCharsets.UTF_8)).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }
}
