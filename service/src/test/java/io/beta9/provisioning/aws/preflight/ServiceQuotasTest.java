package io.beta9.provisioning.aws.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.provider.preflight.AccountQuotas.QuotaAnswer;
import io.beta9.provisioning.provider.preflight.PreflightFinding;
import io.beta9.provisioning.provider.preflight.QuotaIncrease;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is needed of the quotas of an account, and what AWS answers to requests. */
class ServiceQuotasTest {
  private final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  private final ServiceQuotas quotas = new ServiceQuotas(cloud.session(), ResourceCatalog.AWS);

  @AfterEach
  void close() {
    cloud.close();
  }

  private static QuotaIncrease vpcs(long desired) {
    return new QuotaIncrease("vpc", "L-F678F1CE", "VPCs per Region", desired);
  }

  @Test
  void needs_one_more_than_what_is_in_use() {
    for (int i = 0; i < 5; i++) {
      cloud.owner().ec2().createVpc(r -> r.cidrBlock("10.0.0.0/16"));
    }

    assertThat(quotas.needed(SimulatedAccount.model())).containsExactly(vpcs(6));
  }

  @Test
  void needs_nothing_if_no_quota_is_exceeded() {
    assertThat(quotas.needed(SimulatedAccount.model())).isEmpty();
  }

  @Test
  void aws_accepts_one_request_above_the_current_value() {
    assertThat(quotas.request(vpcs(5))).isEqualTo(new QuotaAnswer.Sufficient());
    assertThat(quotas.request(vpcs(6))).isInstanceOf(QuotaAnswer.IncreaseRequested.class);
    assertThat(quotas.request(vpcs(7))).isEqualTo(new QuotaAnswer.AlreadyOpen());
    assertThat(
            cloud
                .owner()
                .quotas()
                .listRequestedServiceQuotaChangeHistory(r -> {})
                .requestedQuotas())
        .extracting(one -> one.serviceCode(), one -> one.quotaCode(), one -> one.desiredValue())
        .containsExactly(tuple("vpc", "L-F678F1CE", 6.0));
  }

  @Test
  void a_request_that_is_denied_is_a_failure() {
    cloud
        .sim()
        .faultRules()
        .add(
            FaultRule.Failure.nextCall(
                "servicequotas",
                "RequestServiceQuotaIncrease",
                400,
                "AccessDeniedException",
                "denied"));

    assertThatThrownBy(() -> quotas.request(vpcs(6)))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.ACCESS_DENIED));
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "5, 6", "9, 10", "10, 12", "50, 60"})
  void a_quota_that_an_error_names_is_raised_by_a_fifth_and_at_least_by_one(
      long value, long desired) {
    cloud
        .sim()
        .faultRules()
        .add(new FaultRule.Condition("quota", "L-F678F1CE", String.valueOf(value)));

    assertThat(quotas.reported("creating EC2 VPC: api error VpcLimitExceeded: The maximum number"))
        .contains(vpcs(desired));
  }

  @Test
  void an_error_that_names_no_known_quota_has_no_increase() {
    assertThat(quotas.reported("creating EC2 VPC: api error InvalidParameterValue")).isEmpty();
  }

  private List<PreflightFinding> counting(FailureCode failing) {
    RequiredQuota quota =
        new RequiredQuota(
            "vpc",
            "L-F678F1CE",
            "VPCs per Region",
            model -> 1,
            (usage, model) -> {
              throw new FailureException(Failure.of(failing, "Counting"));
            });
    return new QuotaCheck(cloud.session(), List.of(quota)).findings(SimulatedAccount.model());
  }

  @Test
  void what_cannot_be_counted_is_a_warning_unless_nothing_of_the_account_can_be_read() {
    assertThat(counting(FailureCode.ACCESS_DENIED))
        .extracting(PreflightFinding::severity, finding -> finding.failure().code())
        .containsExactly(tuple(PreflightFinding.Severity.WARNING, FailureCode.ACCESS_DENIED));
    assertThatThrownBy(() -> counting(FailureCode.ROLE_NOT_ASSUMABLE))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.ROLE_NOT_ASSUMABLE));
  }
}
