package io.beta9.provisioning.aws.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;

/** Which AWS calls are repeated, and how often; the simulated account permits two attempts. */
class AwsRetriesTest {
  private final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();

  @AfterEach
  void close() {
    cloud.close();
  }

  private void fail(int times, int status, String code) {
    cloud
        .sim()
        .faultRules()
        .add(
            new FaultRule.Failure(
                "ec2", "DescribeVpcs", null, 1, times, status, code, "injected", false));
  }

  private int vpcs() {
    return cloud.session().ec2().describeVpcs(r -> {}).vpcs().size();
  }

  @ParameterizedTest
  @CsvSource({"503, Unavailable", "500, InternalError", "503, RequestLimitExceeded"})
  void repeats_a_read_that_failed_temporarily(int status, String code) {
    int before = vpcs();
    fail(1, status, code);
    assertThat(vpcs()).isEqualTo(before);
  }

  @Test
  void stops_after_the_permitted_attempts() {
    fail(2, 503, "Unavailable");
    assertThatThrownBy(this::vpcs).isInstanceOf(Ec2Exception.class);
    assertThat(vpcs()).as("exactly two calls were made").isNotNegative();
  }

  @Test
  void does_not_repeat_a_rejected_call() {
    fail(1, 403, "UnauthorizedOperation");
    assertThatThrownBy(this::vpcs).isInstanceOf(Ec2Exception.class);
  }

  @Test
  void permits_ten_attempts_within_two_minutes_by_default() {
    assertThat(AwsOptions.at(Optional.empty()))
        .isEqualTo(
            new AwsOptions(Optional.empty(), 10, Duration.ofSeconds(20), Duration.ofSeconds(120)));
  }
}
