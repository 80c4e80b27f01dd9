package io.beta9.provisioning.aws.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** Calls to the simulated cloud, counted. */
class AwsCallMetricsTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final SimulatedAccount cloud = SimulatedAccount.open();
  private AwsSessions sessions;
  private AwsSession session;

  @BeforeEach
  void open() {
    sessions = sessions(cloud.sim().url());
    session = sessions.open(cloud.ownerTarget(SimulatedAccount.TARGET), SimulatedAccount.ID);
  }

  private AwsSessions sessions(String url) {
    return new AwsSessions(
        new AwsOptions(
            Optional.of(URI.create(url)), 2, Duration.ofSeconds(20), Duration.ofSeconds(60)),
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create(
                cloud.workerEnvironment().get("AWS_ACCESS_KEY_ID"),
                cloud.workerEnvironment().get("AWS_SECRET_ACCESS_KEY"))),
        UrlConnectionHttpClient.create(),
        List.of(new AwsCallMetrics(meters)));
  }

  @AfterEach
  void close() {
    sessions.close();
    cloud.close();
  }

  private double calls(String service, String outcome) {
    return meters
        .get("provisioning.aws.calls")
        .tags("service", service, "outcome", outcome)
        .counter()
        .count();
  }

  private double throttles(String service) {
    return meters.get("provisioning.aws.throttles").tag("service", service).counter().count();
  }

  private void failNext(int status, String code, int times) {
    cloud
        .sim()
        .faultRules()
        .add(
            new FaultRule.Failure(
                "ec2", "DescribeVpcs", null, 1, times, status, code, "no", false));
  }

  @Test
  void counts_successful_calls_by_service() {
    session.ec2().describeVpcs();
    session.ec2().describeSubnets();
    session.tagging().getResources();
    session.secrets().listSecrets();

    assertThat(calls("ec2", "succeeded")).isEqualTo(2);
    assertThat(calls("resource-groups-tagging-api", "succeeded")).isEqualTo(1);
    assertThat(calls("secrets-manager", "succeeded")).isEqualTo(1);
    assertThat(calls("sts", "succeeded")).isPositive();
    assertThat(
            meters.get("provisioning.aws.calls").tag("service", "other").counters().stream()
                .mapToDouble(Counter::count)
                .sum())
        .isZero();
  }

  @Test
  void counts_a_throttled_attempt_of_a_call_that_succeeds() {
    failNext(400, "RequestLimitExceeded", 1);

    session.ec2().describeVpcs();

    assertThat(throttles("ec2")).isEqualTo(1);
    assertThat(calls("ec2", "succeeded")).isEqualTo(1);
    assertThat(calls("ec2", "throttled")).isZero();
  }

  @Test
  void counts_a_call_whose_attempts_are_all_throttled() {
    failNext(400, "RequestLimitExceeded", 0);

    assertThatThrownBy(() -> session.ec2().describeVpcs()).isInstanceOf(SdkException.class);

    assertThat(throttles("ec2")).isEqualTo(2);
    assertThat(calls("ec2", "throttled")).isEqualTo(1);
    assertThat(calls("ec2", "succeeded")).isZero();
  }

  @Test
  void distinguishes_a_rejected_request_from_an_unavailable_service() {
    failNext(403, "UnauthorizedOperation", 1);
    assertThatThrownBy(() -> session.ec2().describeVpcs()).isInstanceOf(SdkException.class);
    assertThat(calls("ec2", "rejected")).isEqualTo(1);

    failNext(500, "InternalError", 0);
    assertThatThrownBy(() -> session.ec2().describeVpcs()).isInstanceOf(SdkException.class);
    assertThat(calls("ec2", "unavailable")).isEqualTo(1);
    assertThat(throttles("ec2")).isZero();
  }

  @Test
  void counts_a_call_without_a_connection_as_unavailable() {
    try (AwsSessions nowhere = sessions("http://127.0.0.1:1")) {
      assertThatThrownBy(() -> nowhere.open(SimulatedAccount.TARGET, SimulatedAccount.ID))
          .isInstanceOf(RuntimeException.class);
    }

    assertThat(calls("sts", "unavailable")).isPositive();
  }
}
