package io.beta9.provisioning.aws.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.telemetry.otel.OpenTelemetrySink;
import io.beta9.provisioning.telemetry.trace.CurrentSpan;
import io.beta9.provisioning.telemetry.trace.Span;
import io.beta9.provisioning.telemetry.trace.SpanKind;
import io.beta9.provisioning.telemetry.trace.Tracing;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** Calls to the simulated cloud, traced. */
class AwsCallSpansTest {
  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final Tracing tracing =
      new Tracing(
          new OpenTelemetrySink(SimpleSpanProcessor.create(exporter), "provisioning-worker"),
          Clock.systemUTC(),
          new Random(1));
  private final Span parent = tracing.start("step preflight", SpanKind.INTERNAL, null);
  private final SimulatedAccount cloud = SimulatedAccount.open();
  private AwsSessions sessions;
  private AwsSession session;

  @BeforeEach
  void open() {
    sessions =
        new AwsSessions(
            new AwsOptions(
                Optional.of(URI.create(cloud.sim().url())),
                2,
                Duration.ofSeconds(20),
                Duration.ofSeconds(60)),
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(
                    cloud.workerEnvironment().get("AWS_ACCESS_KEY_ID"),
                    cloud.workerEnvironment().get("AWS_SECRET_ACCESS_KEY"))),
            UrlConnectionHttpClient.create(),
            List.of());
    session = sessions.open(cloud.ownerTarget(SimulatedAccount.TARGET), SimulatedAccount.ID);
    session.ec2().describeVpcs(); // With the credentials that the following calls use.
  }

  @AfterEach
  void close() {
    sessions.close();
    cloud.close();
    tracing.close();
  }

  private static String attribute(SpanData span, String name) {
    return String.valueOf(span.getAttributes().get(AttributeKey.stringKey(name)));
  }

  @Test
  void a_call_is_a_child_of_the_current_span_without_its_parameters_and_results() {
    try (CurrentSpan.SpanScope _ = parent.enter()) {
      session
          .secrets()
          .createSecret(request -> request.name("beta9-password").secretString("hunter2"));
    }

    SpanData span = exporter.getFinishedSpanItems().getFirst();
    assertThat(exporter.getFinishedSpanItems()).hasSize(1);
    assertThat(span.getName()).isEqualTo("SecretsManager.CreateSecret");
    assertThat(span.getParentSpanId()).isEqualTo(parent.context().spanId());
    assertThat(attribute(span, "rpc.method")).isEqualTo("CreateSecret");
    assertThat(attribute(span, "http.response.status_code")).isEqualTo("200");
    assertThat(attribute(span, "cloud.region")).isEqualTo(SimulatedAccount.TARGET.region());
    assertThat(span.toString()).doesNotContain("hunter2").doesNotContain("beta9-password");
  }

  @Test
  void a_failed_call_has_the_code_of_the_error_and_no_message() {
    cloud
        .sim()
        .faultRules()
        .add(
            new FaultRule.Failure(
                "ec2", "DescribeVpcs", null, 1, 1, 403, "UnauthorizedOperation", "hunter2", false));

    try (CurrentSpan.SpanScope _ = parent.enter()) {
      assertThatThrownBy(() -> session.ec2().describeVpcs()).isInstanceOf(SdkException.class);
    }

    SpanData span = exporter.getFinishedSpanItems().getFirst();
    assertThat(attribute(span, "error.type")).isEqualTo("UnauthorizedOperation");
    assertThat(span.toString()).doesNotContain("hunter2");
  }

  @Test
  void a_call_outside_of_a_traced_operation_is_not_recorded() {
    session.ec2().describeVpcs();

    assertThat(exporter.getFinishedSpanItems()).isEmpty();
  }
}
