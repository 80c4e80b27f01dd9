package io.beta9.provisioning.provider.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The increases of quotas that a failure calls for. */
class QuotaIncreaseTest {
  private static final Failure VPCS = quota("vpc", "L-F678F1CE", "6");
  private static final Failure ADDRESSES =
      quota("ec2", "L-0263D0A3", "7").with(FailureParameter.QUOTA, "EC2-VPC Elastic IPs");

  private static Failure quota(String service, String code, String desired) {
    return Failure.of(FailureCode.QUOTA_EXCEEDED, "Checking the quotas")
        .with(FailureParameter.SERVICE, service)
        .with(FailureParameter.QUOTA_CODE, code)
        .with(FailureParameter.DESIRED, desired);
  }

  @Test
  void names_the_quotas_of_the_failure_and_its_companions_once_each() {
    Failure failure = VPCS.and(List.of(ADDRESSES, VPCS));

    assertThat(QuotaIncrease.of(failure))
        .containsExactly(
            new QuotaIncrease("vpc", "L-F678F1CE", "", 6),
            new QuotaIncrease("ec2", "L-0263D0A3", "EC2-VPC Elastic IPs", 7));
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureParameter.class,
      names = {"SERVICE", "QUOTA_CODE", "DESIRED"})
  void a_failure_without_service_code_or_number_requires_no_increase(FailureParameter missing) {
    assertThat(QuotaIncrease.of(VPCS.without(missing))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "-1", "many", "1000000000000000"})
  void a_number_that_is_not_a_quota_requires_no_increase(String desired) {
    assertThat(QuotaIncrease.of(VPCS.with(FailureParameter.DESIRED, desired))).isEmpty();
  }
}
