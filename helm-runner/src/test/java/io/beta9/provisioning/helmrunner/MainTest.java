package io.beta9.provisioning.helmrunner;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.helmrunner.HelmRunnerProcess.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as the service runs it, with the real library. */
class MainTest {
  @TempDir Path folder;

  @Test
  void rendersALocalChartAndLeavesNothingBehind() throws Exception {
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

    Result good =
        run(
            """
            {"action":"template","release":"one","chart":"%s","values_file":"%s"}
            """
                .formatted(chart, values));
    assertThat(good.exitCode()).isZero();
    assertThat(good.answer().path("manifest").stringValue())
        .contains("name: one-map", "colour: green");

    Result bad =
        run(
            """
            {"action":"template","release":"one","chart":"%s"}
            """
                .formatted(chart));
    assertThat(bad.exitCode()).isEqualTo(1);
    assertThat(bad.answer().path("kind").stringValue()).isEqualTo("chart");
    assertThat(bad.answer().path("error").stringValue()).contains("colour is needed");

    assertThat(folder.resolve("tmp")).isEmptyDirectory();
  }

  @Test
  void saysThatAClusterIsOutOfReach() throws Exception {
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
    Result ended =
        run(
            """
            {"action":"status","release":"one","kubeconfig_file":"%s"}
            """
                .formatted(kubeconfig));
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.answer().path("kind").stringValue()).isEqualTo("unreachable");
  }

  @Test
  void refusesAWrongRequestWithACodeOfItsOwn() throws Exception {
    Result ended = run("{\"action\":\"explode\"}");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.answer().path("kind").stringValue()).isEqualTo("request");
  }

  private Result run(String request) throws IOException, InterruptedException {
    return new HelmRunnerProcess(folder).run(request);
  }
}
