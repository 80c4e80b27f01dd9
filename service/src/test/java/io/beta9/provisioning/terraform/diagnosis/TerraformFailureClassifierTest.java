package io.beta9.provisioning.terraform.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.terraform.event.TerraformEvent.Diagnostic;
import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.terraform.process.RunKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages as Terraform 1.11, the AWS provider 5.100 and AWS word them. */
class TerraformFailureClassifierTest {
  private static final String LOCKED =
      """
      Error acquiring the state lock

      Error message: operation error S3: PutObject, https response error StatusCode:
      412, RequestID: 4N6Y, HostID: x, api error PreconditionFailed: At least one
      of the pre-conditions you specified did not hold
      Lock Info:
        ID:        6a4f9d2e-8b4c-1f6f-0d3c-0f0ab65ff5d3
        Path:      beta9-tf-state-123456789012-us-east-1/environments/env_4f1a2b3c4d5e/terraform.tfstate
        Operation: OperationTypeApply
        Who:       root@worker-7
        Version:   1.11.4
        Created:   2026-11-22 20:01:02.123456 +0000 UTC
        Info:


      Terraform acquires a state lock to protect the state from being written
      by multiple users at the same time.
      """;

  @Test
  void names_the_holder_of_a_lock() {
    Failure failure = diagnose(LOCKED);

    assertThat(failure.kind()).isEqualTo(FailureClass.CONFLICT);
    assertThat(failure.code()).isEqualTo(FailureCode.STATE_LOCKED);
    assertThat(failure.parameters())
        .containsEntry(FailureParameter.OWNER, "root@worker-7")
        .containsEntry(FailureParameter.TAKEN_AT, "2026-11-22 20:01:02.123456 +0000 UTC")
        .containsEntry(FailureParameter.ACTION, "OperationTypeApply")
        .containsEntry(FailureParameter.LOCK_ID, "6a4f9d2e-8b4c-1f6f-0d3c-0f0ab65ff5d3");
  }

  @Test
  void recognises_a_lock_in_the_lock_table() {
    assertThat(
            diagnose(
                    LOCKED.replaceAll(
                        "(?s)operation error S3.*did not hold",
                        "operation error DynamoDB: PutItem, https response error StatusCode: 400,"
                            + " RequestID: 1, ConditionalCheckFailedException: The conditional"
                            + " request failed"))
                .code())
        .isEqualTo(FailureCode.STATE_LOCKED);
  }

  @Test
  void names_the_denied_action_and_its_role() {
    Failure failure =
        diagnose(
            """
            creating EC2 VPC: operation error EC2: CreateVpc, https response error StatusCode: 403, \
            RequestID: 12ab, api error UnauthorizedOperation: You are not authorized to perform \
            this operation. User: arn:aws:sts::123456789012:assumed-role/Beta9/beta9-provisioning \
            is not authorized to perform: ec2:CreateVpc on resource: \
            arn:aws:ec2:us-east-1:123456789012:vpc/* because no identity-based policy allows the \
            ec2:CreateVpc action. Encoded authorization failure message: AAAABBBB
            """);

    assertThat(failure.kind()).isEqualTo(FailureClass.PERMISSION);
    assertThat(failure.code()).isEqualTo(FailureCode.ACCESS_DENIED);
    assertThat(failure.parameters())
        .containsEntry(
            FailureParameter.PRINCIPAL,
            "arn:aws:sts::123456789012:assumed-role/Beta9/beta9-provisioning")
        .containsEntry(FailureParameter.ACTION, "ec2:CreateVpc")
        .containsEntry(FailureParameter.RESOURCE, "arn:aws:ec2:us-east-1:123456789012:vpc/*");
  }

  @Test
  void distinguishes_a_role_that_cannot_be_assumed_from_a_denied_action() {
    assertThat(
            diagnose(
                """
                Cannot assume IAM Role

                IAM Role (arn:aws:iam::123456789012:role/Beta9) cannot be assumed.

                Error: operation error STS: AssumeRole, https response error StatusCode: 403, \
                RequestID: x, api error AccessDenied: User: arn:aws:iam::999999999999:user/p is not \
                authorized to perform: sts:AssumeRole on resource: \
                arn:aws:iam::123456789012:role/Beta9
                """))
        .satisfies(
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.ROLE_NOT_ASSUMABLE);
              assertThat(failure.kind()).isEqualTo(FailureClass.PERMISSION);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          TRANSIENT     | throttled           | creating EKS Cluster: operation error EKS: CreateCluster, exceeded maximum number of attempts, 25, https response error StatusCode: 400, RequestID: 1, api error ThrottlingException: Rate exceeded
          TRANSIENT     | throttled           | reading EC2 VPC: operation error EC2: DescribeVpcs, https response error StatusCode: 503, RequestID: 1, api error RequestLimitExceeded: Request limit exceeded.
          TRANSIENT     | credentials-expired | waiting for RDS DB Instance: operation error RDS: DescribeDBInstances, https response error StatusCode: 403, RequestID: 1, api error ExpiredToken: The security token included in the request is expired
          CONFLICT      | already-exists      | creating RDS DB Instance (beta9-4f1a2b3c4d5e): operation error RDS: CreateDBInstance, https response error StatusCode: 400, RequestID: 1, DBInstanceAlreadyExists: DB instance already exists
          CONFLICT      | already-exists      | creating IAM Role (beta9-4f1a2b3c4d5e-nodes): operation error IAM: CreateRole, https response error StatusCode: 409, RequestID: 1, EntityAlreadyExists: Role with name beta9-4f1a2b3c4d5e-nodes already exists.
          QUOTA         | vpc-quota           | creating EC2 VPC: operation error EC2: CreateVpc, https response error StatusCode: 400, RequestID: 1, api error VpcLimitExceeded: The maximum number of VPCs has been reached.
          QUOTA         | address-quota       | creating EC2 EIP: operation error EC2: AllocateAddress, https response error StatusCode: 400, RequestID: 1, api error AddressLimitExceeded: The maximum number of addresses has been reached.
          QUOTA         | nat-gateway-quota   | creating EC2 NAT Gateway: operation error EC2: CreateNatGateway, https response error StatusCode: 400, RequestID: 1, api error NatGatewayLimitExceeded: The maximum number of NAT Gateways has been reached.
          QUOTA         | quota-exceeded      | creating EKS Cluster (x): operation error EKS: CreateCluster, https response error StatusCode: 400, RequestID: 1, ResourceLimitExceededException: Cluster limit exceeded
          QUOTA         | quota-exceeded      | creating RDS DB Instance (x): operation error RDS: CreateDBInstance, https response error StatusCode: 400, RequestID: 1, api error InstanceQuotaExceeded: Cannot create more than 40 DB instances
          QUOTA         | vcpu-quota          | waiting for EKS Node Group (x:gpu) create: unexpected state 'CREATE_FAILED', wanted target 'ACTIVE'. last error: beta9-gpu: AsgInstanceLaunchFailures: Could not launch On-Demand Instances. VcpuLimitExceeded - You have requested more vCPU capacity than your current vCPU limit of 0 allows
          CAPACITY      | no-capacity         | waiting for EKS Node Group (x:gpu) create: unexpected state 'CREATE_FAILED', wanted target 'ACTIVE'. last error: eks-gpu: AsgInstanceLaunchFailures: Could not launch On-Demand Instances. InsufficientInstanceCapacity - We currently do not have sufficient g4dn.xlarge capacity in the Availability Zone you requested (us-east-1a).
          CAPACITY      | no-capacity         | creating RDS DB Instance (x): operation error RDS: CreateDBInstance, https response error StatusCode: 400, RequestID: 1, InsufficientDBInstanceCapacityFault: Insufficient instance capacity
          CAPACITY      | no-capacity         | creating EKS Cluster (x): operation error EKS: CreateCluster, https response error StatusCode: 400, RequestID: 1, UnsupportedAvailabilityZoneException: Cannot create cluster 'x' because us-east-1e does not currently have sufficient capacity to support the cluster
          TIMEOUT       | resource-not-ready  | waiting for RDS DB Instance (beta9-4f1a2b3c4d5e) create: timeout while waiting for state to become 'available, storage-optimization' (last state: 'creating', timeout: 1h0m0s)
          TRANSIENT     | network             | reading EKS Cluster: operation error EKS: DescribeCluster, exceeded maximum number of attempts, 25, https response error StatusCode: 0, RequestID: , request send failed, Get "https://eks.us-east-1.amazonaws.com/clusters/x": dial tcp 10.0.0.1:443: connect: connection refused
          TRANSIENT     | aws-unavailable     | reading IAM Role: operation error IAM: GetRole, https response error StatusCode: 500, RequestID: 1, api error InternalFailure: We are sorry
          TRANSIENT     | plan-stale          | Saved plan is stale
          TRANSIENT     | not-found           | reading IAM OIDC Provider (arn:aws:iam::123456789012:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/17): couldn't find resource
          TRANSIENT     | not-found           | Provider produced inconsistent result after apply When applying changes to aws_security_group.redis, provider produced an unexpected new value: Root object was present, but now absent.
          TRANSIENT     | registry-unreachable | Failed to query available provider packages Could not retrieve the list of available versions for provider hashicorp/aws: could not connect to registry.terraform.io
          CONFIGURATION | provider-not-found  | Failed to query available provider packages Could not retrieve the list of available versions for provider hashicorp/aws: provider registry.terraform.io/hashicorp/aws was not found
          CONFIGURATION | provider-not-found  | Inconsistent dependency lock file
          CONFIGURATION | terraform-too-old   | Unsupported Terraform Core version This configuration does not support Terraform version 1.9.0.
          CONFIGURATION | invalid-configuration | Unsupported argument An argument named "foo" is not expected here.
          CONFIGURATION | rejected-by-aws     | creating RDS DB Instance (x): operation error RDS: CreateDBInstance, https response error StatusCode: 400, RequestID: 1, api error InvalidParameterCombination: Cannot find version 16.99 for postgres
          CONFIGURATION | wrong-account       | AWS account ID not allowed: 999999999999
          CONFIGURATION | no-credentials      | No valid credential sources found
          CONFLICT      | resource-in-use     | deleting EC2 VPC (vpc-1): operation error EC2: DeleteVpc, https response error StatusCode: 400, RequestID: 1, api error DependencyViolation: The vpc 'vpc-1' has dependencies and cannot be deleted.
          TRANSIENT     | state-not-saved     | Failed to save state
          CONFLICT      | state-digest-mismatch | Error refreshing state: state data in S3 does not have the expected content.
          TRANSIENT     | throttled           | Error acquiring the state lock Error message: operation error S3: PutObject, https response error StatusCode: 503, RequestID: 1, api error SlowDown: Please reduce your request rate.
          TRANSIENT     | provider-schemas-unavailable | Failed to load plugin schemas Error while loading schemas for plugin components: failed to instantiate provider
          TRANSIENT     | provider-crashed    | Plugin did not respond The plugin encountered an error, and failed to respond to the plugin6.(*GRPCProvider).ApplyResourceChange call.
          TRANSIENT     | disk-full           | write .terraform/terraform.tfstate: no space left on device
          INTERNAL      | terraform-failed    | An error that no rule describes
          """)
  void classifies_each_error(FailureClass kind, String code, String text) {
    Failure failure = diagnose(text);

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.code().code()).isEqualTo(code);
    assertThat(failure.resource()).contains(new ResourceAddress("aws_thing.this"));
    assertThat(failure.toString()).doesNotContain("RequestID");
  }

  @Test
  void names_the_resource_of_a_timeout() {
    assertThat(
            diagnose(
                    "waiting for RDS DB Instance (x) create: timeout while waiting for state to"
                        + " become 'available' (last state: 'creating', timeout: 40m0s)")
                .parameters())
        .containsEntry(FailureParameter.STATUS, "creating")
        .containsEntry(FailureParameter.LIMIT, "40m0s")
        .containsEntry(FailureParameter.EXPECTED, "available");
  }

  @Test
  void names_every_root_cause_with_its_own_code() {
    Failure failure =
        TerraformFailureClassifier.of(
            outcome(
                OptionalInt.of(1),
                "",
                "creating x: request send failed, dial tcp: i/o timeout",
                LOCKED,
                "anything"),
            Optional.empty());

    assertThat(failure.code()).isEqualTo(FailureCode.STATE_LOCKED);
    assertThat(failure.others())
        .extracting(Failure::code)
        .containsExactly(FailureCode.NETWORK, FailureCode.TERRAFORM_FAILED);
    assertThat(failure.others().getFirst().parameter(FailureParameter.REPORTED))
        .get(InstanceOfAssertFactories.STRING)
        .contains("i/o timeout");
    assertThat(failure.others().getLast().parameter(FailureParameter.REPORTED))
        .contains("anything");
  }

  @Test
  void reports_what_requires_an_action_before_what_passes_with_time() {
    Failure failure =
        TerraformFailureClassifier.of(
            outcome(
                OptionalInt.of(1),
                "",
                "creating x: api error Throttling: Rate exceeded",
                "creating y: api error VpcLimitExceeded: The maximum number of VPCs has been"
                    + " reached."),
            Optional.empty());

    assertThat(failure.code()).isEqualTo(FailureCode.VPC_QUOTA);
    assertThat(failure.others()).extracting(Failure::code).containsExactly(FailureCode.THROTTLED);
  }

  @Test
  void reports_one_cause_of_several_errors_once() {
    Failure failure =
        TerraformFailureClassifier.of(
            outcome(
                OptionalInt.of(1),
                "",
                "creating x: api error InvalidParameterValue: The value 'a' is invalid",
                "creating y: api error InvalidParameterValue: The value 'b' is invalid",
                "creating z: api error InvalidParameterValue: The key is too long"),
            Optional.empty());

    assertThat(failure.others())
        .singleElement()
        .satisfies(
            other ->
                assertThat(other.parameter(FailureParameter.REPORTED))
                    .get(InstanceOfAssertFactories.STRING)
                    .contains("The key is too long"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "last error: 2 errors occurred:\n\t* eks-1: AsgInstanceLaunchFailures: You've reached your"
            + " quota for maximum Fleet Requests for this account.\n\t* DUMMY_1:"
            + " NodeCreationFailure: Instances failed to join the kubernetes cluster\n\n",
        "last error: eks-1: AsgInstanceLaunchFailures: You've reached your quota for maximum Fleet"
            + " Requests for this account.\nDUMMY_1: NodeCreationFailure: Instances failed to join"
            + " the kubernetes cluster",
        "last error: DUMMY_1: NodeCreationFailure: Instances failed to join the kubernetes"
            + " cluster\neks-1: AsgInstanceLaunchFailures: You've reached your quota for maximum"
            + " Fleet Requests for this account."
      })
  void counts_nodes_that_did_not_join_as_a_companion_beside_a_cause(String issues) {
    Failure failure =
        diagnose(
            "waiting for EKS Node Group (c:ng) create: unexpected state 'CREATE_FAILED', wanted"
                + " target 'ACTIVE'. "
                + issues);

    assertThat(failure.code()).isEqualTo(FailureCode.QUOTA_EXCEEDED);
    assertThat(failure.others()).isEmpty();
    assertThat(failure.parameter(FailureParameter.COMPANIONS))
        .contains("DUMMY_1: NodeCreationFailure: Instances failed to join the kubernetes cluster");
    assertThat(failure.parameter(FailureParameter.REPORTED).orElseThrow())
        .contains("maximum Fleet Requests")
        .doesNotContain("NodeCreationFailure");
  }

  @Test
  void takes_nodes_that_did_not_join_for_the_failure_if_nothing_else_is_reported() {
    Failure failure =
        diagnose(
            "waiting for EKS Node Group (c:ng) create: unexpected state 'CREATE_FAILED', wanted"
                + " target 'ACTIVE'. last error: i-1: NodeCreationFailure: Instances failed to join"
                + " the kubernetes cluster");

    assertThat(failure.code()).isEqualTo(FailureCode.NODES_NOT_JOINED);
  }

  @Test
  void keeps_the_end_of_a_long_message() {
    Failure failure = diagnose("creating thing: " + "very ".repeat(1000) + "long: not found");

    assertThat(failure.parameter(FailureParameter.REPORTED))
        .get(InstanceOfAssertFactories.STRING)
        .hasSizeLessThan(1100)
        .endsWith("long: not found");
  }

  @Test
  void classifies_errors_that_appear_only_on_stderr() {
    Failure failure =
        TerraformFailureClassifier.of(
            outcome(
                OptionalInt.of(1),
                "╷\n│ Error: Failed to install provider\n│\n│ Error while installing hashicorp/aws"
                    + " v5.100.0: could not query provider registry\n╵"),
            Optional.empty());

    assertThat(failure.code()).isEqualTo(FailureCode.REGISTRY_UNREACHABLE);
    assertThat(failure.parameter(FailureParameter.REPORTED))
        .get(InstanceOfAssertFactories.STRING)
        .startsWith("Failed to install provider")
        .doesNotContain("│");
  }

  @Test
  void retries_a_killed_terraform() {
    Failure failure =
        TerraformFailureClassifier.of(outcome(OptionalInt.of(137), ""), Optional.empty());

    assertThat(failure.code()).isEqualTo(FailureCode.TERRAFORM_KILLED);
    assertThat(failure.kind()).isEqualTo(FailureClass.TRANSIENT);
  }

  @ParameterizedTest
  @CsvSource({
    "137, '', terraform-out-of-memory",
    "1, 'Error: Plugin did not respond', terraform-out-of-memory",
    "1, 'fatal error: runtime: out of memory', terraform-out-of-memory",
    "1, 'Error: Saved plan is stale', plan-stale", // Another process was killed.
    "1, '', terraform-failed"
  })
  void attributes_a_kill_for_lack_of_memory_to_a_run_that_was_killed(
      int exitCode, String stderr, String code) {
    RunOutcome own = outcome(OptionalInt.of(exitCode), stderr);
    RunOutcome afterKill =
        new RunOutcome(
            own.kind(),
            own.exitCode(),
            RunOutcome.RunEnd.MEMORY_KILL,
            own.errors(),
            own.errorText(),
            own.planned(),
            own.applied(),
            own.passedDeadline());

    Failure failure = TerraformFailureClassifier.of(afterKill, Optional.empty());

    assertThat(failure.code().code()).isEqualTo(code);
    if (failure.code() == FailureCode.TERRAFORM_OUT_OF_MEMORY) {
      assertThat(failure.kind()).isEqualTo(FailureClass.TRANSIENT);
    }
  }

  @Test
  void reports_an_unsaved_state_before_any_other_error() {
    Failure failure =
        TerraformFailureClassifier.of(
            outcome(OptionalInt.of(1), "", "creating x: connection refused"),
            Optional.of(Path.of("/w/errored.tfstate")));

    assertThat(failure.code()).isEqualTo(FailureCode.STATE_NOT_SAVED);
    assertThat(failure.parameter(FailureParameter.PATH)).contains("/w/errored.tfstate");
  }

  private static Failure diagnose(String text) {
    return TerraformFailureClassifier.of(outcome(OptionalInt.of(1), "", text), Optional.empty());
  }

  private static RunOutcome outcome(OptionalInt exitCode, String stderr, String... errors) {
    List<Diagnostic> diagnostics =
        Arrays.stream(errors)
            .map(
                text -> {
                  String[] parts = text.split("\n", 2);
                  return new Diagnostic(
                      Instant.EPOCH,
                      "Error: " + parts[0],
                      true,
                      parts[0],
                      parts.length > 1 ? parts[1] : "",
                      "aws_thing.this");
                })
            .toList();
    return new RunOutcome(
        RunKind.APPLY,
        exitCode,
        RunOutcome.RunEnd.EXITED,
        diagnostics,
        stderr,
        PlanSummary.EMPTY,
        List.of(),
        Optional.empty());
  }

  @Test
  void an_error_that_no_rule_matches_precedes_the_nodes_that_did_not_join_because_of_it() {
    Failure failure =
        TerraformFailureClassifier.ofShort(
            "Applying the plan",
            1,
            "waiting for EKS Node Group (c:ng) create: unexpected state 'CREATE_FAILED', wanted"
                + " target 'ACTIVE'. last error: 2 errors occurred:\n"
                + "\t* eks-ng: SomethingNew: Never seen before.\n"
                + "\t* DUMMY: NodeCreationFailure: Instances failed to join the kubernetes"
                + " cluster");

    assertThat(failure.code()).isNotEqualTo(FailureCode.NODES_NOT_JOINED);
    assertThat(failure.others()).isEmpty();
    assertThat(failure.parameter(FailureParameter.REPORTED))
        .get(InstanceOfAssertFactories.STRING)
        .contains("Never seen before.");
    assertThat(failure.parameter(FailureParameter.COMPANIONS))
        .get(InstanceOfAssertFactories.STRING)
        .contains("NodeCreationFailure");
  }
}
