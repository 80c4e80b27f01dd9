package io.beta9.provisioning.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.command.CliErrorHandler;
import io.beta9.provisioning.database.Migrations;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.settings.InvalidSettingsException;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.settings.server.DatabaseUrl;
import io.beta9.provisioning.testing.Servers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The errors of a first start in which something is missing or wrong. */
class FirstUseTest {
  private static final DatabaseAvailability SHORT =
      new DatabaseAvailability(2, Duration.ofMillis(1));

  @Command
  private record Throwing(RuntimeException thrown) implements Callable<Integer> {
    @Override
    public Integer call() {
      throw thrown;
    }
  }

  private record Ended(int exitCode, String err) {}

  private static Ended ended(RuntimeException thrown) {
    StringWriter err = new StringWriter();
    int exitCode =
        new CommandLine(new Throwing(thrown))
            .setErr(new PrintWriter(err))
            .setExecutionExceptionHandler(new CliErrorHandler())
            .execute();
    return new Ended(exitCode, err.toString());
  }

  @Test
  void prints_a_fixable_error_as_one_sentence_whatever_exception_wraps_it() {
    RuntimeException wrong = new InvalidSettingsException(List.of("A: no", "B: no"));
    assertThat(ended(new IllegalStateException("a bean", wrong)))
        .isEqualTo(new Ended(ExitCode.WRONG_USE, "error: A: no\nerror: B: no\n"));
    assertThat(ended(new Service.RefusedException("no key")))
        .isEqualTo(new Ended(ExitCode.REFUSED, "error: no key\n"));
    assertThat(
            ended(
                new FailureException(
                    Failure.of(FailureCode.TERRAFORM_NOT_FOUND)
                        .with(
                            FailureParameter.REPORTED,
                            "neither terraform nor tofu is on the PATH"))))
        .isEqualTo(
            new Ended(
                ExitCode.FAILED,
                "error: Starting Terraform failed: neither terraform nor tofu is on the PATH."
                    + " Install Terraform 1.11 or newer (or OpenTofu 1.11), or set"
                    + " TERRAFORM_BINARY. Until then, the worker claims no operations.\n"));
  }

  @Test
  void prints_the_stack_trace_of_a_defect() {
    assertThat(ended(new IllegalStateException("a defect")).err())
        .contains("IllegalStateException: a defect", "\tat ");
  }

  @Test
  void reports_that_it_waits_for_the_database_without_printing_the_password() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    DatabaseUrl url = DatabaseUrl.parse("postgresql://u:s3cret@127.0.0.1:" + port + "/jobs");
    List<String> reports = new ArrayList<>();

    assertThatThrownBy(() -> waitFor(url, reports))
        .isInstanceOf(Migrations.UnreachableException.class)
        .hasMessageContaining("127.0.0.1:" + port + "/jobs")
        .hasMessageContaining("correct DATABASE_URL")
        .hasMessageNotContaining("Hikari")
        .hasMessageNotContaining("s3cret");
    assertThat(reports)
        .singleElement()
        .asString()
        .startsWith("waiting for the database at 127.0.0.1");
  }

  @Test
  void does_not_wait_for_a_database_that_does_not_exist() {
    DatabaseUrl url = DatabaseUrl.parse(Servers.emptyDatabase().replaceFirst("/[^/]*$", "/none"));
    List<String> reports = new ArrayList<>();

    assertThatThrownBy(() -> waitFor(url, reports)).hasMessageContaining("\"none\" does not exist");
    assertThat(reports).isEmpty();
  }

  private static void waitFor(DatabaseUrl url, List<String> reports) {
    try (HikariDataSource pool = CoreConfiguration.pool(url, 1)) {
      Migrations migrations = new Migrations(pool);
      SHORT.runWhenAvailable(url, reports::add, migrations::checkAvailable);
    }
  }

  @Test
  void names_the_setting_of_a_missing_tool(@TempDir Path folder) {
    Settings settings =
        Settings.from(
            Map.of(
                "DATABASE_URL", Servers.emptyDatabase(),
                "REDIS_URL", "redis://127.0.0.1:" + Servers.redisPort(),
                "HELM_RUNNER_JAR", folder.resolve("none.jar").toString(),
                "CHARTS_DIR", folder.toString()));

    assertThatThrownBy(() -> Service.start(settings, Set.of(ServiceRole.WORKER)))
        .isInstanceOf(Service.RefusedException.class)
        .hasMessageContaining("HELM_RUNNER_JAR");
  }

  @Test
  void rejects_an_unknown_step_before_anything_starts() {
    Settings settings = Settings.from(Map.of("STEP_DEADLINES", "aply=90m"));

    assertThatThrownBy(() -> Service.start(settings, Set.of(ServiceRole.WORKER)))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("STEP_DEADLINES: 'aply' is not a step");
  }

  @Test
  void reports_unknown_names_together_with_all_other_problems() {
    Map<String, String> environment =
        Map.of(
            "STEP_DEADLINES", "aply=90m",
            "RESOURCE_DEADLINES", "databse=30m",
            "LISTEN_PORT", "x");

    assertThatThrownBy(() -> Settings.from(environment, WorkerSettingsValidator.checks()))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("STEP_DEADLINES: 'aply' is not a step")
        .hasMessageContaining("RESOURCE_DEADLINES: 'databse' is not a resource type")
        .hasMessageContaining("LISTEN_PORT: invalid value 'x'");
  }
}
