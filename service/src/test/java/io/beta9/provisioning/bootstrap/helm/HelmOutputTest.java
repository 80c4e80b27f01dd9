package io.beta9.provisioning.bootstrap.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.bootstrap.WaitContexts;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a helm-runner, which a script replaces, writes contains warnings of the cluster. */
class HelmOutputTest {
  private final WaitContexts contexts = new WaitContexts();
  @TempDir private Path folder;

  private void uninstallWith(String script) throws Exception {
    Path java = folder.resolve("java");
    Files.writeString(java, "#!/bin/sh\n" + script + "\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(folder.resolve("helm-runner.jar"), "");
    HelmClient client =
        new HelmClient(new HelmSettings(folder.resolve("helm-runner.jar"), java, folder), folder);
    client.uninstall(cluster(), "beta9", "beta9-system", 1, contexts.withDefaultTimeout());
  }

  private static ClusterAccess cluster() throws IOException {
    return new ClusterAccess(
        new ClusterAccess.Coordinates(
            "beta9-1", "us-east-1", "https://127.0.0.1:1", "Y2VydGlmaWNhdGU="),
        () -> "token",
        Clock.systemUTC());
  }

  @Test
  void a_missing_tool_is_a_fault_of_the_worker_and_not_of_the_environment() throws Exception {
    HelmClient client =
        new HelmClient(
            new HelmSettings(
                folder.resolve("helm-runner.jar"),
                Files.writeString(folder.resolve("java"), ""),
                folder),
            folder);

    FailureException failure =
        catchThrowableOfType(
            FailureException.class,
            () ->
                client.uninstall(
                    cluster(),
                    "beta9",
                    "beta9-system",
                    1,
                    new WaitContexts().withDefaultTimeout()));

    assertThat(failure.failure().code()).isEqualTo(FailureCode.HELM_TOOLS_MISSING);
    assertThat(failure.failure().kind()).isEqualTo(FailureClass.TRANSIENT);
  }

  @Test
  void bytes_that_are_not_text_do_not_fail_a_call() throws Exception {
    uninstallWith("printf 'W: \\377\\376\\n' >&2; echo '{\"ok\": true}'");
  }

  @Test
  void a_warning_of_any_length_does_not_fill_the_memory() throws Exception {
    uninstallWith("head -c 200000000 /dev/zero >&2; echo '{\"ok\": true}'");
  }

  @Test
  void the_last_lines_of_a_long_output_are_reported() throws Exception {
    uninstallWith("for i in $(seq 1 60); do echo \"line $i\" >&2; done; echo '{\"ok\": true}'");

    assertThat(contexts.reports)
        .hasSize(50)
        .startsWith(new ClusterProgress.HelmOutput("beta9", "line 11"))
        .endsWith(new ClusterProgress.HelmOutput("beta9", "line 60"));
  }

  @Test
  void a_failure_after_a_long_warning_is_reported() {
    FailureException failure =
        catchThrowableOfType(
            FailureException.class,
            () ->
                uninstallWith(
                    "head -c 3000000 /dev/zero >&2; printf '\\nlast line\\n' >&2; exit 3"));

    assertThat(failure.failure().code()).isEqualTo(FailureCode.HELM_OTHER);
    assertThat(failure.failure().parameter(FailureParameter.REPORTED).orElseThrow())
        .endsWith("last line");
  }
}
