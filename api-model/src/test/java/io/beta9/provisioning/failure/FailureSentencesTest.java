package io.beta9.provisioning.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.text.BlockedTraffic;
import io.beta9.provisioning.failure.text.IrreplaceableContent;
import io.beta9.provisioning.failure.text.LockEvidence;
import io.beta9.provisioning.failure.text.ParameterFormat;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The sentences of failures. Other tests compare codes and parameters. */
class FailureSentencesTest {
  private static final String APPLYING = "Creating the infrastructure";

  record Sentence(Failure failure, String message) {}

  static Stream<Sentence> sentences() {
    return Stream.of(
        new Sentence(
            Failure.of(FailureCode.TERRAFORM_DEADLINE, APPLYING)
                .with(FailureParameter.RESOURCE, "aws_db_instance.this")
                .with(FailureParameter.CHANGE, "create")
                .with(FailureParameter.TIMEOUT, Duration.ofMinutes(30)),
            "Creating the infrastructure failed: aws_db_instance.this did not become available"
                + " within 30 min; Terraform was stopped. Check the resource in the account, then"
                + " retry: existing resources are kept. STEP_DEADLINES and RESOURCE_DEADLINES allow"
                + " more time."),
        new Sentence(
            Failure.of(FailureCode.TERRAFORM_DEADLINE, APPLYING)
                .with(FailureParameter.TIMEOUT, Duration.ofMinutes(90))
                .with(
                    FailureParameter.IN_PROGRESS,
                    List.of("aws_db_instance.this create PT12M", "aws_vpc.this delete PT3S")),
            "Creating the infrastructure failed: Terraform did not finish within 1 h 30 min; in"
                + " progress: aws_db_instance.this (creating for 12 min), aws_vpc.this (deleting"
                + " for 3 s); Terraform was stopped. Check the resource in the account, then retry:"
                + " existing resources are kept. STEP_DEADLINES and RESOURCE_DEADLINES allow more"
                + " time."),
        new Sentence(
            Failure.of(FailureCode.ROLE_NOT_ASSUMABLE, "Assuming the role in account 123456789012")
                .with(FailureParameter.REPORTED, "not authorized")
                .with(FailureParameter.ROLE, "arn:aws:iam::123456789012:role/Beta9")
                .with(FailureParameter.ACCOUNT, "123456789012"),
            "Assuming the role in account 123456789012 failed: not authorized. In the trust policy"
                + " of arn:aws:iam::123456789012:role/Beta9, allow sts:AssumeRole to this service"
                + " with the account's external id as condition sts:ExternalId: './provisioner"
                + " accounts get 123456789012' shows the policy. Then retry."),
        new Sentence(
            Failure.of(FailureCode.WRONG_ACCOUNT, "Assuming the role in account 111111111111")
                .with(FailureParameter.ROLE, "arn:aws:iam::123456789012:role/Beta9")
                .with(FailureParameter.ACCOUNT, "123456789012"),
            "Assuming the role in account 111111111111 failed: the role"
                + " arn:aws:iam::123456789012:role/Beta9 belongs to account 123456789012. Register"
                + " the account of the meta-config with a role of its own: './provisioner accounts"
                + " list' shows the registered ones."),
        new Sentence(
            Failure.of(FailureCode.EXTERNAL_ID_NOT_REQUIRED, "Verifying the role")
                .with(FailureParameter.PROBE, "none")
                .with(FailureParameter.ROLE, "arn:aws:iam::123456789012:role/Beta9")
                .with(FailureParameter.ACCOUNT, "123456789012"),
            "Verifying the role failed: role arn:aws:iam::123456789012:role/Beta9 can be assumed"
                + " without an external id, so that others could have this service act in account"
                + " 123456789012. Change the trust policy of the role to the one that"
                + " './provisioner accounts get 123456789012' shows: it requires the external id"
                + " with StringEquals. Then run './provisioner accounts verify 123456789012'."),
        new Sentence(
            Failure.of(FailureCode.LOCK_OWNER_ALIVE, "Unlocking the state")
                .about("demo")
                .with(FailureParameter.EVIDENCE, LockEvidence.CLAIM_IN_FORCE.code())
                .with(FailureParameter.ACTION, "apply")
                .with(FailureParameter.OPERATION, "op_1")
                .with(FailureParameter.EPOCH, 2)
                .with(FailureParameter.PID, 17)
                .with(FailureParameter.HOST, "worker-1")
                .with(FailureParameter.WORKER, "w-1")
                .with(FailureParameter.AGE, Duration.ofSeconds(3))
                .forEnvironment("env_1"),
            "Unlocking the state failed for demo: the apply of op_1 (epoch 2, pid 17 on worker-1)"
                + " belongs to a claim that is in force; its worker w-1 renewed it 3 s ago. Wait"
                + " until it ends, or stop it with './provisioner env cancel env_1'."),
        new Sentence(
            Failure.of(FailureCode.LOCK_OWNER_UNKNOWN, "Unlocking the state")
                .about("demo")
                .with(FailureParameter.OWNER, "ann@laptop")
                .with(FailureParameter.EVIDENCE, LockEvidence.NOT_AN_OPERATION.code())
                .forEnvironment("env_1"),
            "Unlocking the state failed for demo: the lock is held by ann@laptop, and it does not"
                + " belong to an operation of this environment. Contact ann@laptop. If that"
                + " Terraform process is certainly dead, run './provisioner state unlock env_1"
                + " --force --confirm env_1 --reason TEXT'."),
        new Sentence(
            Failure.of(FailureCode.STATE_LOCKED, "Initializing Terraform")
                .with(FailureParameter.OWNER, "ann@laptop")
                .with(FailureParameter.AGE, Duration.ofMinutes(125))
                .with(FailureParameter.LOCK_ID, "f00"),
            "Initializing Terraform failed: the state is locked by ann@laptop, taken 2 h 5 min ago"
                + " (lock id f00). Find out who holds the lock with './provisioner state lock"
                + " ENVIRONMENT', and wait until it is released. If its process is certainly dead,"
                + " run './provisioner state unlock ENVIRONMENT --force --confirm ENVIRONMENT"
                + " --reason TEXT'. Then retry with './provisioner env retry ENVIRONMENT'."),
        new Sentence(
            Failure.of(FailureCode.IMAGE_NOT_PULLED)
                .about("beta9")
                .with(FailureParameter.NAMESPACE, "beta9-system")
                .with(FailureParameter.POD, "gateway-x")
                .with(FailureParameter.CONTAINER, "gateway")
                .with(FailureParameter.REPORTED, "not found")
                .with(FailureParameter.MORE_PODS, 2),
            "Release beta9 did not become ready in beta9-system: pod gateway-x (container gateway)"
                + " cannot pull its image: not found; pods that are waiting as well: 2. Check that"
                + " the image exists with this tag, and that the nodes reach its registry through"
                + " the NAT gateway, then retry."),
        new Sentence(
            Failure.of(FailureCode.POD_NOT_INITIALIZED)
                .about("beta9")
                .with(FailureParameter.NAMESPACE, "beta9-system")
                .with(FailureParameter.POD, "gateway-x")
                .with(FailureParameter.CONTAINER, "wait")
                .with(FailureParameter.LOG_LINE, "waiting"),
            "Release beta9 did not become ready in beta9-system: init container wait of pod"
                + " gateway-x did not complete; its last log line is 'waiting'. Read its last lines"
                + " in the environment's log, fix the cause, then retry."),
        new Sentence(
            Failure.of(FailureCode.NODES_NOT_JOINED, "Waiting for the cluster's nodes")
                .with(FailureParameter.NODES, List.of("system=0/2", "cpu=1/1")),
            "Waiting for the cluster's nodes failed: nodes ready: system 0 of 2, cpu 1 of 1;"
                + " instances did not join the cluster. Read the console of an instance ('aws ec2"
                + " get-console-output'); check that the subnets reach the internet through their"
                + " NAT gateway and the cluster's endpoint on port 443, the policies of the nodes'"
                + " role (AmazonEKSWorkerNodePolicy, AmazonEKS_CNI_Policy,"
                + " AmazonEC2ContainerRegistryReadOnly), the security groups and the free addresses"
                + " of the subnets; then retry."),
        new Sentence(
            Failure.of(FailureCode.NODE_SECURITY_GROUPS, "Waiting for the cluster's nodes")
                .with(FailureParameter.NODE_GROUP, "system")
                .with(FailureParameter.SECURITY_GROUPS, List.of("sg-1", "sg-2"))
                .with(FailureParameter.CONTROL_PLANE_GROUP, "sg-3")
                .with(
                    FailureParameter.BLOCKED,
                    List.of(
                        BlockedTraffic.NODES_EGRESS.code(), BlockedTraffic.NODES_INGRESS.code())),
            "Waiting for the cluster's nodes failed: node group system: the security groups of the"
                + " nodes (sg-1, sg-2) and of the control plane (sg-3) do not allow egress from"
                + " the nodes to the control plane on port 443, ingress at the nodes from the"
                + " control plane on the kubelet's port 10250. Retry: Terraform restores the rules"
                + " of its own groups. A rule of the group that EKS created (all traffic from"
                + " itself, all traffic out) has to be added with 'aws ec2"
                + " authorize-security-group-ingress' or '…-egress'."),
        new Sentence(
            Failure.of(FailureCode.NODE_SECURITY_GROUPS, "Waiting for the cluster's nodes")
                .with(FailureParameter.BLOCKED, "the group sg-1 allows no egress, as recorded"),
            "Waiting for the cluster's nodes failed: the group sg-1 allows no egress, as recorded."
                + " Retry: Terraform restores the rules of its own groups. A rule of the group"
                + " that EKS created (all traffic from itself, all traffic out) has to be added"
                + " with 'aws ec2 authorize-security-group-ingress' or '…-egress'."),
        new Sentence(
            Failure.of(FailureCode.PLAN_WOULD_DESTROY)
                .about(new ResourceAddress("aws_db_instance.this"))
                .with(FailureParameter.ACTION, "replace")
                .with(FailureParameter.LOSS, IrreplaceableContent.DATABASE.code())
                .forEnvironment("env_1"),
            "The plan was rejected: it would replace aws_db_instance.this, and with it the database"
                + " and all that is in it. Check the resource in the account and in the state"
                + " ('./provisioner state show env_1'), and what was changed in the meta-config or"
                + " in the account; then retry. Nothing was changed yet."),
        new Sentence(
            Failure.of(FailureCode.ADOPTION_TIMEOUT)
                .with(FailureParameter.TIMEOUT, Duration.ofMinutes(45))
                .with(FailureParameter.RESOURCES, "aws_db_instance.this"),
            "Resuming after an interrupted run failed: not ready within 45 min:"
                + " aws_db_instance.this. Check them in the AWS console, then retry: the wait"
                + " restarts."),
        new Sentence(
            Failure.of(FailureCode.OPERATION_CANCELLED)
                .with(FailureParameter.USER, "ann")
                .with(FailureParameter.CIRCUMSTANCE, "between-attempts")
                .forEnvironment("env_1"),
            "The operation was cancelled: ann requested it, while it waited for its next attempt."
                + " Run './provisioner env retry env_1' to resume, or './provisioner env destroy"
                + " env_1'."));
  }

  @ParameterizedTest
  @MethodSource("sentences")
  void renders_the_message_from_data(Sentence sentence) {
    assertThat(sentence.failure().message()).isEqualTo(sentence.message());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "DURATION; PT90S; 1 min",
        "DURATION; an unknown time; an unknown time",
        "NODE_COUNTS; nodes ready: system 1 of 2; nodes ready: system 1 of 2",
        "CHANGE; replace; did not become available",
        "CHANGE; delete; was not deleted",
        "CHANGE; update; was not updated",
        "CHANGES; aws_vpc.this; aws_vpc.this",
        "LOCK_EVIDENCE; released; released",
        "IRREPLACEABLE_CONTENT; cluster; the cluster and all that runs in it",
        "IRREPLACEABLE_CONTENT; the bucket and its objects; the bucket and its objects",
        "DIGEST_MISMATCH; no-version; the digest matches none of the state's versions",
        "DIGEST_MISMATCH; there is no state; there is no state",
        "BLOCKED_TRAFFIC; no egress from sg-1, or to it; no egress from sg-1, or to it",
        "CIRCUMSTANCE; not-started; before it started",
        "CIRCUMSTANCE; before it started; before it started",
        "WORKLOADS; web unobserved 0/0 none; web (the change is not observed yet)",
        "WORKLOADS; web updated 0/1 paused; web (its rollout is paused: 0 of 1 pods updated)",
        "WORKLOADS; web replaced 2/0 none; web (2 old pods not replaced yet)",
        "WORKLOADS; a updated-available 1/2 none, b ready 0/1 none;"
            + " a (1 of 2 updated pods available), b (0 of 1 pods ready)",
        "WORKLOADS; web available 1/2 none; web (1 of 2 pods available)",
        "WORKLOADS; w updated 1/2 on-delete; 'w (1 of 2 pods updated; with its strategy OnDelete, a"
            + " pod is replaced when it is deleted)'",
        "WORKLOADS; g old-pod 0/0 none, h old-pod-terminating 0/0 none;"
            + " g (an old pod that still runs), h (an old pod that is terminating)",
        "WORKLOADS; vpc-cni add-on-absent 0/0 none; vpc-cni (the add-on does not exist)",
        "WORKLOADS; n/p missing 0/0 none; n/p (it is missing)",
        "WORKLOADS; n/p scaled-to-zero 0/0 none; n/p (it is scaled to zero)",
        "WORKLOADS; ns/pod-1, ns/pod-2; ns/pod-1, ns/pod-2",
        "WORKLOADS; web (0 of 1 pods ready); web (0 of 1 pods ready)",
        "WORKLOADS; web unknown 0/1 none; web unknown 0/1 none",
        "WORKLOADS; web ready 0/x none; web ready 0/x none",
        "TEXT; PT90S; PT90S",
      })
  void shows_values_of_another_form_unchanged(
      ParameterFormat format, String value, String expected) {
    assertThat(format.render(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"env_2,env_2", ",env_1"})
  void adds_the_environment_only_where_it_is_missing(String present, String expected) {
    Failure quota = Failure.of(FailureCode.RESOURCES_LEFT);
    Failure failure =
        Failure.of(FailureCode.RESOURCES_LEFT)
            .with(FailureParameter.ENVIRONMENT, present)
            .and(List.of(quota))
            .forEnvironment("env_1");
    assertThat(failure.parameter(FailureParameter.ENVIRONMENT)).contains(expected);
    assertThat(failure.others().getFirst().parameter(FailureParameter.ENVIRONMENT))
        .contains("env_1");
  }
}
