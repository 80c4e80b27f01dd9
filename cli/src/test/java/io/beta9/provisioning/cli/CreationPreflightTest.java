package io.beta9.provisioning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.FakeApi.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** {@code env create --dry-run --preflight}. */
class CreationPreflightTest extends FakeApiCommands {
  private void replies(String severity) {
    input = "name: demo";
    ObjectNode preview = FakeApi.JSON.createObjectNode().put("name", "demo");
    ObjectNode preflight = preview.putObject("preflight");
    preflight.put("blocking", severity.equals("blocking"));
    ObjectNode finding = preflight.putArray("findings").addObject().put("severity", severity);
    finding
        .putObject("failure")
        .put("class", "quota")
        .put("code", "quota-exceeded")
        .put("what", "The account lacks quota.")
        .put("why", "The quota is 5.")
        .put("next", "Request an increase.");
    preflight.putArray("unfinished").add("permissions");
    api.first.add(new Response(200, preview, Map.of()));
  }

  @Test
  void prints_the_findings_and_fails_if_one_is_blocking() {
    replies("blocking");

    assertThat(run("env", "create", "-f", "-", "--dry-run", "--preflight"))
        .isEqualTo(ExitCode.FAILED);

    assertThat(api.requests.getLast().query()).contains("dry_run=true").contains("preflight=true");
    assertThat(out())
        .contains("blocking: quota-exceeded", "The quota is 5.", "Request an increase.")
        .contains("without a result in time: permissions");
  }

  @Test
  void succeeds_with_warnings() {
    replies("warning");

    assertThat(run("env", "create", "-f", "-", "--dry-run", "--preflight", "-o", "json")).isZero();

    assertThat(FakeApi.JSON.readTree(out()).at("/preflight/findings/0/severity").asString())
        .isEqualTo("warning");
  }

  @Test
  void requires_a_dry_run() {
    assertThat(run("env", "create", "-f", "-", "--preflight")).isEqualTo(ExitCode.WRONG_USE);

    assertThat(api.requests).isEmpty();
  }
}
