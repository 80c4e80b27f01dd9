package io.beta9.provisioning.helmrunner;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.helmrunner.HelmRunnerProcess.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the program in a child process, as the service runs it, with the real library. */
class MainTest {
  @TempDir Path folder;

  @Test
  void renders_a_local_chart_and_leaves_no_files_behind() throws Exception {
    Path chart = Files.createDirectories(folder.resolve("chart/templates")).getParent();
    Files.writeString(chart.resolve("Chart.yaml"), "apiVersion: v2\nname: demo\nversion: 1.2.3\n");
    Files.writeString(
        chart.resolve("templates/map.yaml"),
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: {{ .Release.Name }}-map
        data:
          colour: {{ required "colour is needed" .Values.colour }}
        """);
    Path values = Files.writeString(folder.resolve("values.yaml"), "colour: green\n");

    Result success =
        run(
            """
            {"action":"template","release":"one","chart":"%s","values_file":"%s"}
            """
                .formatted(chart, values));
    assertThat(success.exitCode()).isZero();
    assertThat(success.response().path("manifest").stringValue())
        .contains("name: one-map", "colour: green");

    Result failure =
        run(
            """
            {"action":"template","release":"one","chart":"%s"}
            """
                .formatted(chart));
    assertThat(failure.exitCode()).isEqualTo(1);
    assertThat(failure.response().path("kind").stringValue()).isEqualTo("chart");
    assertThat(failure.response().path("error").stringValue()).contains("colour is needed");

    assertThat(folder.resolve("tmp")).isEmptyDirectory();
  }

  @Test
  void reports_an_unreachable_cluster() throws Exception {
    Path kubeconfig =
        Files.writeString(
            folder.resolve("kubeconfig"),
            """
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
            contexts: [{name: c, context: {cluster: c, user: c}}]
            current-context: c
            users: [{name: c, user: {token: t}}]
            """);
    Result result =
        run(
            """
            {"action":"status","release":"one","kubeconfig_file":"%s"}
            """
                .formatted(kubeconfig));
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.response().path("kind").stringValue()).isEqualTo("unreachable");
  }

  @Test
  void exits_with_code_2_for_an_invalid_request() throws Exception {
    Result result = run("{\"action\":\"explode\"}");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.response().path("kind").stringValue()).isEqualTo("request");
  }

  @Test
  void reports_that_the_library_is_missing() throws Exception {
    Path program = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path copy = folder.resolve("without-library").resolve(program.getFileName().toString());
    copy(program, copy);

    Result result =
        new HelmRunnerProcess(folder)
            .run(
                """
                {"action":"status","release":"one","kubeconfig_file":"%s"}
                """
                    .formatted(Files.writeString(folder.resolve("kubeconfig"), "")),
                System.getProperty("java.class.path").replace(program.toString(), copy.toString()));

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.response().path("error").stringValue())
        .contains("the Helm library could not be loaded", copy.resolveSibling("native").toString());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  private Result run(String request) throws IOException, InterruptedException {
    return new HelmRunnerProcess(folder).run(request);
  }
}
