package io.beta9.provisioning.api.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.servicequotas.model.RequestedServiceQuotaChange;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code env request-quota}: what the failure names is requested once, with the role. */
@Timeout(180)
class QuotaRequestTest {
  @TempDir private static Path folder;
  private static AdviceStage stage;

  @BeforeAll
  static void start() {
    stage = new AdviceStage(folder);
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  private static Failure exceeded(String service, String code, String name, long desired) {
    return Failure.of(FailureCode.QUOTA_EXCEEDED, "Checking the account")
        .with(FailureParameter.SERVICE, service)
        .with(FailureParameter.QUOTA_CODE, code)
        .with(FailureParameter.QUOTA, name)
        .with(FailureParameter.DESIRED, desired)
        .with(FailureParameter.REGION, "us-east-1");
  }

  private static JsonNode increases(AdviceStage.Subject subject, Role role, String options) {
    AdviceStage.Executed end =
        subject.execute(
            "./provisioner env request-quota " + subject.id() + options + " -o json", role);
    assertThat(end.exitCode()).as(end.err()).isEqualTo(ExitCode.DONE);
    return JsonMapper.shared().readTree(end.out()).get("increases");
  }

  private static List<RequestedServiceQuotaChange> requested(AdviceStage.Subject subject) {
    return subject
        .owner()
        .quotas()
        .listRequestedServiceQuotaChangeHistory(r -> {})
        .requestedQuotas();
  }

  @Test
  void requests_the_numbers_of_the_failure_and_of_its_companions_once() {
    AdviceStage.Subject subject =
        stage.in(
            AdvisedSituation.PROVISION_FAILED,
            exceeded("vpc", "L-F678F1CE", "VPCs per Region", 6)
                .withOthers(
                    List.of(
                        exceeded("ec2", "L-0263D0A3", "EC2-VPC Elastic IPs", 9),
                        exceeded("eks", "L-1194D53C", "Clusters", 100))));

    AdviceStage.Executed expected =
        subject.execute(
            "./provisioner env request-quota " + subject.id() + " --dry-run", Role.MEMBER);
    assertThat(expected.out())
        .contains("--service-code vpc --quota-code L-F678F1CE --desired-value 6");
    assertThat(requested(subject)).isEmpty();

    assertThat(increases(subject, Role.MEMBER, ""))
        .extracting(one -> one.get("quota_code").asString() + " " + one.get("state").asString())
        .containsExactly("L-F678F1CE requested", "L-0263D0A3 requested", "L-1194D53C sufficient");
    assertThat(requested(subject))
        .extracting(change -> change.quotaCode() + " " + change.desiredValue())
        .containsExactlyInAnyOrder("L-F678F1CE 6.0", "L-0263D0A3 9.0");
    assertThat(subject.execute("./provisioner env events " + subject.id(), Role.VIEWER).out())
        .contains("requested that AWS raises the quota L-F678F1CE of vpc to 6");

    assertThat(increases(subject, Role.OPERATOR, ""))
        .extracting(one -> one.get("state").asString())
        .containsExactly("already-open", "already-open", "sufficient");
    assertThat(requested(subject)).hasSize(2);
  }

  @Test
  void counts_what_is_exceeded_if_the_failure_has_no_numbers() {
    AdviceStage.Subject subject =
        stage.in(
            AdvisedSituation.PROVISION_FAILED,
            Failure.of(FailureCode.VPC_QUOTA, "Creating the network"));
    assertThat(increases(subject, Role.MEMBER, "")).isEmpty();

    for (int vpc = 0; vpc < 5; vpc++) {
      subject.owner().ec2().createVpc(r -> r.cidrBlock("10.7.0.0/16"));
    }

    assertThat(increases(subject, Role.MEMBER, ""))
        .extracting(one -> one.get("quota_code").asString() + " " + one.get("desired").asLong())
        .contains("L-F678F1CE 6");
    assertThat(
            subject
                .execute("./provisioner env request-quota " + subject.id(), Role.VIEWER)
                .exitCode())
        .isEqualTo(ExitCode.REFUSED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RulesPerSecurityGroupLimitExceeded: The maximum number of rules per security group has"
            + " been reached.|L-0EA8095F 72",
        "SecurityGroupLimitExceeded: The maximum number of security groups has been"
            + " reached.|L-E79EC296 3000",
        "StorageQuotaExceeded: The request would exceed the allowed storage|L-7ADDB58A 120000",
        "DBSubnetGroupQuotaExceeded: too many|L-48C6BF61 60",
      })
  void raises_the_quota_that_aws_named_while_resources_were_created(
      String reported, String increase) {
    AdviceStage.Subject subject =
        stage.in(
            AdvisedSituation.PROVISION_FAILED,
            Failure.of(FailureCode.QUOTA_EXCEEDED, "Applying the plan")
                .with(FailureParameter.REPORTED, "AWS answered " + reported));

    assertThat(increases(subject, Role.MEMBER, " --dry-run"))
        .extracting(one -> one.get("quota_code").asString() + " " + one.get("desired").asLong())
        .containsExactly(increase);
  }

  @Test
  void does_not_claim_that_a_quota_is_sufficient_which_it_does_not_know() {
    AdviceStage.Subject subject =
        stage.in(
            AdvisedSituation.PROVISION_FAILED,
            Failure.of(FailureCode.QUOTA_EXCEEDED, "Applying the plan")
                .with(
                    FailureParameter.REPORTED,
                    "AWS answered LimitExceeded: Cannot exceed quota for RolesPerAccount: 1000"));

    assertThat(
            subject.execute("./provisioner env request-quota " + subject.id(), Role.MEMBER).out())
        .contains("None of the quotas that can be counted is exceeded now.");
  }
}
