package io.beta9.provisioning.bootstrap.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.bootstrap.WaitContexts;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.telemetry.otel.OpenTelemetrySink;
import io.beta9.provisioning.telemetry.trace.CurrentSpan;
import io.beta9.provisioning.telemetry.trace.Span;
import io.beta9.provisioning.telemetry.trace.SpanKind;
import io.beta9.provisioning.telemetry.trace.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls of a helm-runner that a script replaces, traced. */
class HelmCallSpansTest {
  @TempDir private Path folder;
  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final Tracing tracing =
      new Tracing(
          new OpenTelemetrySink(SimpleSpanProcessor.create(exporter), "provisioning-worker"),
          Clock.systemUTC(),
          new Random(1));
  private final Span step = tracing.start("step baseline", SpanKind.INTERNAL, null);

  @AfterEach
  void close() {
    tracing.close();
  }

  private SpanData uninstallWith(String script) throws Exception {
    Path java = folder.resolve("java");
    Files.writeString(java, "#!/bin/sh\n" + script + "\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(folder.resolve("helm-runner.jar"), "");
    HelmClient client =
        new HelmClient(new HelmSettings(folder.resolve("helm-runner.jar"), java, folder), folder);
    try (CurrentSpan.SpanScope _ = step.enter()) {
      client.uninstall(
          cluster(), "beta9", "beta9-system", 1, new WaitContexts().withDefaultTimeout());
    } finally {
      assertThat(exporter.getFinishedSpanItems()).hasSize(1);
    }
    return exporter.getFinishedSpanItems().getFirst();
  }

  private static ClusterAccess cluster() throws IOException {
    return new ClusterAccess(
        new ClusterAccess.Coordinates(
            "beta9-1", "us-east-1", "https://127.0.0.1:1", "Y2VydGlmaWNhdGU="),
        () -> "token",
        Clock.systemUTC());
  }

  private static String attribute(SpanData span, String name) {
    return String.valueOf(span.getAttributes().get(AttributeKey.stringKey(name)));
  }

  @Test
  void a_call_is_a_child_of_the_step_and_names_the_release() throws Exception {
    SpanData span = uninstallWith("echo '{\"ok\": true}'");

    assertThat(span.getName()).isEqualTo("helm uninstall");
    assertThat(span.getParentSpanId()).isEqualTo(step.context().spanId());
    assertThat(attribute(span, "helm.release")).isEqualTo("beta9");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(attribute(span, "error.type")).isEqualTo("null");
  }

  @Test
  void a_failed_call_has_the_code_of_its_failure_and_no_output() {
    FailureException failure =
        catchThrowableOfType(
            FailureException.class,
            () -> uninstallWith("echo '{\"ok\": false, \"error\": \"password hunter2\"}'; exit 1"));

    SpanData span = exporter.getFinishedSpanItems().getFirst();
    assertThat(attribute(span, "error.type")).isEqualTo(failure.failure().code().code());
    assertThat(span.toString()).doesNotContain("hunter2");
  }
}
