package io.beta9.provisioning.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailureTest {

  @Test
  void renders_what_why_and_next_from_code_and_parameters() {
    Failure failure =
        Failure.of(FailureCode.ACCESS_DENIED, "Creating the infrastructure")
            .about(new ResourceAddress("aws_vpc.this"))
            .with(FailureParameter.PRINCIPAL, "arn:role")
            .with(FailureParameter.ACTION, "ec2:CreateVpc")
            .with(FailureParameter.REPORTED, "AWS answered UnauthorizedOperation: no");
    assertThat(failure.message())
        .isEqualTo(
            "Creating the infrastructure failed for aws_vpc.this: arn:role is not allowed to"
                + " perform ec2:CreateVpc. Allow ec2:CreateVpc in the policies of the role, or"
                + " apply those of `./provisioner onboarding aws`; an explicit deny, a permissions"
                + " boundary or an organization policy takes precedence. Then retry.");
  }

  @Test
  void falls_back_to_the_reported_text_when_a_parameter_is_missing() {
    Failure failure =
        Failure.of(FailureCode.ACCESS_DENIED, "Reading the secrets")
            .with(FailureParameter.REPORTED, "AWS answered AccessDenied: no");
    assertThat(failure.what()).isEqualTo("Reading the secrets failed");
    assertThat(failure.why()).isEqualTo("AWS answered AccessDenied: no");
    assertThat(failure.next()).startsWith("Allow the action in the policies");
  }

  @ParameterizedTest
  @EnumSource(FailureCode.class)
  void names_every_command_of_its_advice(FailureCode code) {
    Failure failure = Failure.of(code).forEnvironment("env_1");
    List<String> quoted =
        Pattern.compile("['`](\\./provisioner [^'`]+)['`]")
            .matcher(failure.next())
            .results()
            .map(found -> found.group(1))
            .distinct()
            .toList();

    assertThat(failure.commands()).isEqualTo(quoted);
  }

  @Test
  void advises_the_commands_of_further_failures_unless_they_pass_with_time() {
    Failure failure =
        Failure.of(FailureCode.ACCESS_DENIED)
            .and(
                List.of(
                    Failure.of(FailureCode.PERMISSIONS_MISSING),
                    Failure.of(FailureCode.THROTTLED)));
    assertThat(failure.commands()).contains("./provisioner onboarding aws").doesNotHaveDuplicates();
  }

  @Test
  void takes_no_reported_text_for_a_command() {
    Failure failure =
        Failure.of(FailureCode.OPERATION_CANCELLED)
            .with(FailureParameter.RECORDED_NEXT, "Run './provisioner env destroy env_1'");
    assertThat(failure.commands()).isEmpty();
  }

  @Test
  void renders_a_missing_mandatory_parameter_as_unknown() {
    assertThat(Failure.of(FailureCode.THROTTLED, "Reading the secrets").why()).isEqualTo("unknown");
  }

  @Test
  void reports_further_failures_with_their_codes_and_with_their_next_steps_once() {
    Failure first = Failure.of(FailureCode.ZONE_UNAVAILABLE).with(FailureParameter.ZONES, "a");
    Failure quota = Failure.of(FailureCode.VPC_QUOTA).with(FailureParameter.REPORTED, "too many");
    Failure all = first.and(List.of(quota.about(new ResourceAddress("aws_vpc.this")), quota));
    assertThat(all.kind()).isEqualTo(FailureClass.CONFIGURATION);
    assertThat(all.why())
        .isEqualTo(
            "the account or EKS cannot use a; also vpc-quota for aws_vpc.this: too many; also"
                + " vpc-quota: too many");
    assertThat(all.next())
        .isEqualTo(
            "Choose network.availability_zones from unknown. './provisioner env request-quota"
                + " ENVIRONMENT' requests more 'VPCs per Region' (L-F678F1CE). When AWS has raised"
                + " the quota, or an unused VPC is deleted, retry");
  }

  @Test
  void advises_nothing_for_a_further_failure_that_passes_with_time() {
    Failure quota = Failure.of(FailureCode.VPC_QUOTA).with(FailureParameter.REPORTED, "too many");
    Failure network = Failure.of(FailureCode.NETWORK).with(FailureParameter.REPORTED, "reset");
    assertThat(quota.and(List.of(network)).why()).isEqualTo("too many; also network: reset");
    assertThat(quota.and(List.of(network)).next()).isEqualTo(quota.next());
  }

  @Test
  void names_further_resources_and_companions_as_such() {
    Failure one = Failure.of(FailureCode.NETWORK).with(FailureParameter.REPORTED, "reset");
    assertThat(one.with(FailureParameter.ALSO_FOR, List.of("aws_a.b", "aws_c.d")).why())
        .isEqualTo("reset (also for aws_a.b, aws_c.d)");
    assertThat(one.with(FailureParameter.COMPANIONS, "nodes did not join").why())
        .isEqualTo("reset; accompanied by nodes did not join");
  }

  @Test
  void ignores_blank_parameters() {
    Failure failure = Failure.of(FailureCode.NETWORK);
    assertThat(failure.with(FailureParameter.REPORTED, " ")).isEqualTo(failure);
    assertThat(failure.with(FailureParameter.ZONES, List.of())).isEqualTo(failure);
    assertThat(failure.with(FailureParameter.ZONES, List.of("a", "b")).parameters())
        .containsExactly(java.util.Map.entry(FailureParameter.ZONES, "a, b"));
  }

  @Test
  void reads_type_name_and_key_of_a_resource_address() {
    ResourceAddress address = new ResourceAddress("module.x.aws_eks_node_group.this[\"gpu\"]");
    assertThat(address.type()).isEqualTo("aws_eks_node_group");
    assertThat(address.name()).isEqualTo("this");
    assertThat(address.key()).contains("gpu");
    assertThat(new ResourceAddress("aws_vpc.this").key()).isEmpty();
    assertThat(new ResourceAddress("aws_vpc.this").type()).isEqualTo("aws_vpc");
  }

  @Test
  void promises_an_automatic_retry_only_if_one_follows() {
    for (FailureCode code : FailureCode.values()) {
      Failure failure = Failure.of(code, "Doing it");
      assertThat(failure.next().contains("Retried automatically"))
          .as("%s: %s", code, failure.next())
          .isEqualTo(failure.next().startsWith("Retried automatically"));
      if (failure.next().contains("Retried automatically")) {
        assertThat(failure.kind().waitingHelps()).as(code.code()).isTrue();
        assertThat(failure.withoutRetry(10).next())
            .doesNotContain("Retried automatically")
            .startsWith("No attempt follows (10 made)");
      } else {
        assertThat(failure.withoutRetry(10).next()).isEqualTo(failure.next());
      }
    }
  }
}
