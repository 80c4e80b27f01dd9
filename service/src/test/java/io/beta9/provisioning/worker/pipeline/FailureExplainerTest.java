package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.aws.nodes.NodeJoinFixture;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.failure.text.Blocker;
import io.beta9.provisioning.failure.text.BlockerOwnership;
import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.terraform.run.JournalLine;
import io.beta9.provisioning.worker.steps.TinyEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.elasticache.ElastiCacheClient;

/** Causes of Terraform failures that the account provides. */
class FailureExplainerTest {
  @TempDir Path folder;
  private TinyEnvironment tiny;

  @BeforeEach
  void open() {
    tiny = new TinyEnvironment(folder, "s3");
  }

  @AfterEach
  void close() {
    tiny.close();
  }

  private Failure explained(Failure failure) {
    AtomicReference<Failure> explained = new AtomicReference<>();
    tiny.inClaim(
        context ->
            explained.set(
                new FailureExplainer(
                        context::account,
                        context.model(),
                        new EnvironmentInspection(
                            context::account, context.model(), context.runs()))
                    .explain(failure)));
    return explained.get();
  }

  private static Failure ofTerraform(FailureCode code, String address, String reported) {
    return Failure.of(code, "Creating the infrastructure")
        .about(new ResourceAddress(address))
        .with(FailureParameter.REPORTED, reported);
  }

  private static final String NODE_GROUP = "aws_eks_node_group.this[\"system\"]";

  /** Creates a node group whose nodes do not join because its role lacks a policy. */
  private void nodesThatDoNotJoin() {
    NodeJoinFixture nodes = new NodeJoinFixture(tiny.account().owner(), 24);
    tiny.account()
        .sim()
        .faultRules()
        .add(new FaultRule.Condition("nodes-never-join", NodeJoinFixture.CLUSTER, "Unauthorized"));
    nodes.nodes();
    nodes.detach("AmazonEKS_CNI_Policy");
  }

  @ParameterizedTest
  @EnumSource(names = {"NODES_NOT_JOINED", "RESOURCE_NOT_READY", "RESOURCE_FAILED_WITHOUT_REASON"})
  void names_the_cause_of_nodes_that_did_not_join_after_the_report_of_aws(FailureCode code) {
    nodesThatDoNotJoin();

    Failure failure =
        explained(ofTerraform(code, NODE_GROUP, "Instances failed to join the cluster"));

    assertThat(failure.code()).isEqualTo(FailureCode.NODE_ROLE_POLICIES_MISSING);
    assertThat(failure.resource()).contains(new ResourceAddress(NODE_GROUP));
    assertThat(failure.parameters())
        .containsEntry(FailureParameter.REPORTED, "Instances failed to join the cluster")
        .containsEntry(FailureParameter.NODE_GROUP, "system")
        .containsEntry(FailureParameter.POLICIES, "AmazonEKS_CNI_Policy");
    assertThat(failure.parameter(FailureParameter.CONSOLE))
        .get(InstanceOfAssertFactories.STRING)
        .contains("Unauthorized");
  }

  @Test
  void has_the_next_attempt_import_what_a_lost_response_has_left_outside_the_state() {
    Failure reported =
        ofTerraform(
            FailureCode.ALREADY_EXISTS,
            "aws_eks_cluster.this",
            "ResourceInUseException: Cluster already exists");
    assertThat(explained(reported).code()).isEqualTo(FailureCode.ALREADY_EXISTS);
    new NodeJoinFixture(tiny.account().owner(), 24);

    Failure failure = explained(reported);

    assertThat(failure.code()).isEqualTo(FailureCode.RESOURCE_NOT_IN_STATE);
    assertThat(failure.kind().waitingHelps()).isTrue();
    assertThat(failure.parameter(FailureParameter.REPORTED))
        .contains("ResourceInUseException: Cluster already exists");
  }

  @Test
  void has_the_next_attempt_import_what_exists_under_a_name_of_the_environment() {
    Failure failure =
        explained(
            ofTerraform(
                FailureCode.ALREADY_EXISTS,
                "aws_iam_role.nodes",
                "EntityAlreadyExists: Role with name beta9-1-nodes already exists."));

    assertThat(failure.code()).isEqualTo(FailureCode.RESOURCE_NOT_IN_STATE);
    assertThat(failure.parameter(FailureParameter.REPORTED))
        .contains("EntityAlreadyExists: Role with name beta9-1-nodes already exists.");
  }

  @Test
  void appends_what_the_account_shows_to_an_error_that_has_a_reason() {
    nodesThatDoNotJoin();

    Failure failure =
        explained(ofTerraform(FailureCode.RESOURCE_FAILED, NODE_GROUP, "a reason of AWS"));

    assertThat(failure.code()).isEqualTo(FailureCode.RESOURCE_FAILED);
    assertThat(failure.others())
        .extracting(Failure::code)
        .containsExactly(FailureCode.NODE_ROLE_POLICIES_MISSING);
    assertThat(failure.parameter(FailureParameter.REPORTED)).contains("a reason of AWS");
  }

  @ParameterizedTest
  @EnumSource(
      names = {"QUOTA_EXCEEDED", "VCPU_QUOTA", "KEY_UNUSABLE", "ACCESS_DENIED", "THROTTLED"})
  void does_not_inquire_about_an_error_that_is_a_cause(FailureCode code) {
    nodesThatDoNotJoin();
    Failure failure = explained(ofTerraform(code, NODE_GROUP, "a reason of AWS"));

    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.parameters()).doesNotContainKey(FailureParameter.POLICIES);
    assertThat(failure.others()).isEmpty();
  }

  @Test
  void explains_further_failures_as_well() {
    nodesThatDoNotJoin();
    Failure quota = ofTerraform(FailureCode.QUOTA_EXCEEDED, "aws_vpc.this", "VpcLimitExceeded");
    Failure nodes = ofTerraform(FailureCode.NODES_NOT_JOINED, NODE_GROUP, "failed to join");

    assertThat(explained(quota.and(List.of(nodes))).others())
        .extracting(Failure::code)
        .containsExactly(FailureCode.NODE_ROLE_POLICIES_MISSING);
  }

  @Test
  void adds_available_classes_and_zones_to_a_database_without_capacity() {
    tiny.account()
        .sim()
        .faultRules()
        .add(
            new FaultRule.Condition("rds-not-offered", "db.t4g.medium/us-east-1a", ""),
            new FaultRule.Condition("rds-not-offered", "db.t4g.medium/us-east-1b", ""),
            new FaultRule.Condition("rds-not-offered", "db.t4g.large", ""));

    Failure failure =
        explained(
            ofTerraform(
                FailureCode.NO_CAPACITY,
                "aws_db_instance.this",
                "AWS answered InsufficientDBInstanceCapacity: the class is not available"));

    assertThat(failure.code()).isEqualTo(FailureCode.DATABASE_NO_CAPACITY);
    assertThat(failure.parameter(FailureParameter.ALTERNATIVES))
        .get(InstanceOfAssertFactories.STRING)
        .startsWith("db.m6g.large,")
        .doesNotContain("db.t4g.large");
    assertThat(failure.parameter(FailureParameter.OTHER_ZONES))
        .get(InstanceOfAssertFactories.STRING)
        .contains("us-east-1c");
  }

  @Test
  void names_the_id_and_the_status_of_a_resource_and_the_command_that_shows_it() {
    nodesThatDoNotJoin();

    Failure failure =
        explained(ofTerraform(FailureCode.KEY_UNUSABLE, NODE_GROUP, "the key is disabled"));

    assertThat(failure.parameters())
        .containsEntry(FailureParameter.REPORTED, "the key is disabled")
        .containsEntry(FailureParameter.RESOURCE_ID, "beta9-4f1a2b3c4d5e/system")
        .containsEntry(FailureParameter.AWS_STATUS, "CREATE_FAILED")
        .containsEntry(
            FailureParameter.INSPECTION,
            "aws eks describe-nodegroup --cluster-name beta9-4f1a2b3c4d5e"
                + " --nodegroup-name system --region us-east-1");
  }

  @ParameterizedTest
  @CsvSource({
    "Cluster beta9 failed due to insufficient capacity in us-east-1a, NO_CAPACITY",
    "The KMS key of the cluster is disabled, KEY_UNUSABLE",
    "Something else happened, RESOURCE_FAILED_WITHOUT_REASON"
  })
  void takes_the_cause_of_a_failed_replication_group_from_its_events(
      String event, FailureCode expected) {
    tiny.account()
        .sim()
        .faultRules()
        .add(
            new FaultRule.Condition("elasticache-create-fails", "beta9-4f1a2b3c4d5e", event),
            new FaultRule.Latency("elasticache:replication-group", Duration.ZERO));
    Ec2Client ec2 = tiny.account().owner().ec2();
    String vpc = ec2.createVpc(r -> r.cidrBlock("10.1.0.0/16")).vpc().vpcId();
    String subnet =
        ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.1.0.0/24").availabilityZone("us-east-1a"))
            .subnet()
            .subnetId();
    ElastiCacheClient cache = tiny.account().owner().elasticache();
    cache.createCacheSubnetGroup(
        r -> r.cacheSubnetGroupName("one").cacheSubnetGroupDescription("one").subnetIds(subnet));
    cache.createReplicationGroup(
        r ->
            r.replicationGroupId("beta9-4f1a2b3c4d5e")
                .cacheSubnetGroupName("one")
                .replicationGroupDescription("one")
                .engine("redis")
                .cacheNodeType("cache.t4g.micro")
                .numCacheClusters(1));

    Failure failure =
        explained(
            ofTerraform(
                FailureCode.RESOURCE_FAILED_WITHOUT_REASON,
                "aws_elasticache_replication_group.this",
                "unexpected state 'create-failed'"));

    assertThat(failure.code()).isEqualTo(expected);
    assertThat(failure.parameters())
        .containsEntry(FailureParameter.REPORTED, "unexpected state 'create-failed'")
        .containsEntry(FailureParameter.RESOURCE_ID, "beta9-4f1a2b3c4d5e")
        .containsEntry(FailureParameter.AWS_STATUS, "create-failed (cache.t4g.micro)");
    assertThat(failure.parameter(FailureParameter.AWS_EVENTS))
        .get(InstanceOfAssertFactories.STRING)
        .contains(event);
  }

  /** Creates a subnet of the environment and, in it, an interface that is not. */
  private Bastion subnetWithBastion() {
    Ec2Client ec2 = tiny.account().owner().ec2();
    String vpc = ec2.createVpc(r -> r.cidrBlock("10.1.0.0/16")).vpc().vpcId();
    String subnet =
        ec2.createSubnet(
                r ->
                    r.vpcId(vpc)
                        .cidrBlock("10.1.0.0/24")
                        .availabilityZone("us-east-1a")
                        .tagSpecifications(
                            t ->
                                t.resourceType(ResourceType.SUBNET)
                                    .tags(
                                        Tag.builder()
                                            .key("beta9:environment-id")
                                            .value("env_4f1a2b3c4d5e")
                                            .build(),
                                        Tag.builder()
                                            .key("Name")
                                            .value("beta9-4f1a2b3c4d5e-private-us-east-1a")
                                            .build())))
            .subnet()
            .subnetId();
    String bastion =
        ec2.createNetworkInterface(r -> r.subnetId(subnet).description("bastion"))
            .networkInterface()
            .networkInterfaceId();
    return new Bastion(subnet, bastion);
  }

  private record Bastion(String subnet, String id) {}

  /** Creates an address of the environment that a NAT gateway with these tags uses. */
  private String addressOfANatGateway(Tag... tags) {
    Ec2Client ec2 = tiny.account().owner().ec2();
    String vpc = ec2.createVpc(r -> r.cidrBlock("10.1.0.0/16")).vpc().vpcId();
    String gateway = ec2.createInternetGateway(r -> {}).internetGateway().internetGatewayId();
    ec2.attachInternetGateway(r -> r.internetGatewayId(gateway).vpcId(vpc));
    String subnet =
        ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.1.0.0/24")).subnet().subnetId();
    String allocation =
        ec2.allocateAddress(
                r ->
                    r.domain("vpc")
                        .tagSpecifications(
                            t ->
                                t.resourceType(ResourceType.ELASTIC_IP)
                                    .tags(
                                        tag("beta9:environment-id", "env_4f1a2b3c4d5e"),
                                        tag("Name", "beta9-4f1a2b3c4d5e-nat-us-east-1a"))))
            .allocationId();
    return ec2.createNatGateway(
            r -> {
              r.subnetId(subnet).allocationId(allocation);
              if (tags.length > 0) {
                r.tagSpecifications(t -> t.resourceType(ResourceType.NATGATEWAY).tags(tags));
              }
            })
        .natGateway()
        .natGatewayId();
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  private Failure explainedRelease() {
    return explained(
        ofTerraform(
            FailureCode.ACCESS_DENIED,
            "aws_eip.nat[\"us-east-1a\"]",
            "AuthFailure: You do not have permission to access the specified resource."));
  }

  @Test
  void an_address_that_our_nat_gateway_still_uses_is_released_later() {
    addressOfANatGateway(tag("beta9:environment-id", "env_4f1a2b3c4d5e"));

    assertThat(explainedRelease().code()).isEqualTo(FailureCode.RESOURCE_BUSY);
  }

  @Test
  void an_address_that_another_nat_gateway_uses_is_in_use_and_its_user_named() {
    String gateway = addressOfANatGateway();

    Failure failure = explainedRelease();

    assertThat(failure.code()).isEqualTo(FailureCode.RESOURCE_IN_USE);
    assertThat(failure.parameters()).containsEntry(FailureParameter.FOREIGN, gateway);
  }

  @Test
  void a_release_that_is_denied_stays_denied_if_nothing_uses_the_address() {
    assertThat(explainedRelease().code()).isEqualTo(FailureCode.ACCESS_DENIED);
  }

  @Test
  void names_what_uses_a_subnet_that_cannot_be_deleted() {
    Bastion bastion = subnetWithBastion();

    Failure failure =
        explained(
            ofTerraform(
                FailureCode.RESOURCE_IN_USE,
                "aws_subnet.private[\"us-east-1a\"]",
                "DependencyViolation: it has dependencies"));

    assertThat(failure.parameters())
        .containsEntry(FailureParameter.REPORTED, "DependencyViolation: it has dependencies")
        .containsEntry(FailureParameter.RESOURCE_ID, bastion.subnet())
        .containsEntry(FailureParameter.AWS_STATUS, "available")
        .containsEntry(
            FailureParameter.BLOCKERS,
            Blocker.store(
                List.of(
                    new Blocker(
                        "network interface",
                        bastion.id(),
                        BlockerOwnership.FOREIGN,
                        "bastion, available"))))
        .containsEntry(FailureParameter.FOREIGN, bastion.id());
    assertThat(failure.parameter(FailureParameter.INSPECTION))
        .get(InstanceOfAssertFactories.STRING)
        .contains(
            "aws ec2 describe-network-interfaces --filters Name=subnet-id,Values="
                + bastion.subnet());
  }

  @Test
  void records_while_terraform_waits_what_blocks_a_deletion() {
    Bastion bastion = subnetWithBastion();
    tiny.inClaim(
        context -> {
          context
              .run("destroy", event -> {})
              .journal()
              .lines(
                  "destroy",
                  0,
                  List.of(
                      new JournalLine(
                          0,
                          "{}",
                          new TerraformEvent.ApplyProgressed(
                              Instant.EPOCH,
                              "Still destroying",
                              new TerraformEvent.ResourceRef(
                                  "aws_subnet.private[\"us-east-1a\"]", "aws_subnet"),
                              TerraformEvent.Action.DELETE,
                              120))));
          await().until(() -> !tiny.rows().events().isEmpty());
        });

    assertThat(tiny.rows().events())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.is(EventKind.RESOURCE_DELAYED)).isTrue();
              assertThat(event.data().toString()).contains("|" + bastion.id() + "|");
            });
    assertThat(tiny.rows().log()).contains(bastion.id() + " (bastion, available; not of this");
  }

  @Test
  void keeps_other_failures_unchanged() {
    Failure other = ofTerraform(FailureCode.QUOTA_EXCEEDED, "aws_vpc.this", "VpcLimitExceeded");
    assertThat(explained(other)).isEqualTo(other);
  }
}
