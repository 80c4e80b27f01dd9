package io.beta9.provisioning.resources.catalog;

import static io.beta9.provisioning.testing.SimulatedAccount.ID;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.aws.secrets.SecretsManagerSecrets;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.onboarding.ResourceNaming;
import io.beta9.provisioning.resources.cleanup.AwsLeftoverRemover;
import io.beta9.provisioning.resources.inventory.ControllerInventory;
import io.beta9.provisioning.resources.inventory.Leftover;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;
import software.amazon.awssdk.services.kms.model.CreateKeyResponse;

class EnvironmentInventoryTest {
  private static final String NAME = "beta9-4f1a2b3c4d5e";
  private static final String CLUSTER_TAG = "kubernetes.io/cluster/" + NAME;

  private final SimulatedAccount cloud = SimulatedAccount.open();
  private final AwsSession owner = cloud.owner();

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void lists_nothing_in_an_empty_account() {
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void lists_resources_with_the_environments_name_or_tag_and_no_others() {
    owner.logs().createLogGroup(r -> r.logGroupName("/aws/eks/" + NAME + "/cluster"));
    owner.logs().createLogGroup(r -> r.logGroupName("/aws/eks/other/cluster"));
    owner.s3().createBucket(r -> r.bucket(NAME));
    owner.iam().createUser(r -> r.userName(NAME + "-storage"));
    owner.ecr().createRepository(r -> r.repositoryName(NAME));
    vpc(tag(ResourceNaming.ENVIRONMENT_ID_TAG, ID.value()));
    vpc(tag(ResourceNaming.ENVIRONMENT_ID_TAG, "env_000000000000"));
    new SecretsManagerSecrets(cloud.session(), ID, Map.of(), new SecureRandom()).redis();

    assertThat(leftovers())
        .extracting(Leftover::type)
        .containsExactlyInAnyOrder(
            "logs:log-group",
            "s3:bucket",
            "iam:user",
            "ecr:repository",
            "ec2:vpc",
            "secretsmanager:secret");
  }

  @Test
  void does_not_list_a_key_that_is_scheduled_for_deletion() {
    CreateKeyResponse key =
        owner
            .kms()
            .createKey(
                r -> r.tags(t -> t.tagKey(ResourceNaming.ENVIRONMENT_ID_TAG).tagValue(ID.value())));
    String keyId = key.keyMetadata().keyId();
    assertThat(leftovers()).extracting(Leftover::type).containsExactly("kms:key");

    owner.kms().scheduleKeyDeletion(r -> r.keyId(keyId).pendingWindowInDays(7));
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void does_not_list_an_endpoint_that_ec2_still_shows_after_its_deletion() {
    String vpc = owner.ec2().createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    String endpoint =
        owner
            .ec2()
            .createVpcEndpoint(
                r ->
                    r.vpcId(vpc)
                        .serviceName("com.amazonaws.us-east-1.s3")
                        .tagSpecifications(
                            tagged(
                                ResourceType.VPC_ENDPOINT,
                                tag(ResourceNaming.ENVIRONMENT_ID_TAG, ID.value()))))
            .vpcEndpoint()
            .vpcEndpointId();
    assertThat(leftovers()).extracting(Leftover::type).containsExactly("ec2:vpc-endpoint");

    owner.ec2().deleteVpcEndpoints(r -> r.vpcEndpointIds(endpoint));
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void deletes_what_the_cluster_created_and_nothing_else() {
    owner.logs().createLogGroup(r -> r.logGroupName("/aws/eks/" + NAME + "/cluster"));
    owner
        .ec2()
        .createVolume(
            r ->
                r.availabilityZone("us-east-1a")
                    .size(10)
                    .tagSpecifications(tagged(ResourceType.VOLUME, tag(CLUSTER_TAG, "owned"))));
    deletedClusterThatLeftALoadBalancer(vpc(tag(ResourceNaming.ENVIRONMENT_ID_TAG, ID.value())));

    List<Leftover> found = leftovers();
    assertThat(found)
        .filteredOn(Leftover::removable)
        .extracting(Leftover::type)
        .containsExactlyInAnyOrder(
            "logs:log-group", "ec2:volume", "ec2:security-group", "elasticloadbalancing:classic");

    assertThat(new AwsLeftoverRemover(owner).removeAll(found))
        .extracting(Leftover::type)
        .containsExactly("ec2:vpc");
    assertThat(leftovers()).extracting(Leftover::type).containsExactly("ec2:vpc");
  }

  @Test
  void deletes_a_security_group_to_which_rules_in_both_directions_refer() {
    String vpc = owner.ec2().createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    String nodes = securityGroup(vpc, "nodes", tag("team", "x"));
    String balancer = securityGroup(vpc, "k8s-elb-1", tag(CLUSTER_TAG, "owned"));
    owner.ec2().authorizeSecurityGroupEgress(r -> r.groupId(nodes).ipPermissions(to(balancer)));
    owner.ec2().authorizeSecurityGroupIngress(r -> r.groupId(nodes).ipPermissions(to(balancer)));

    List<Leftover> found = new ControllerInventory(cloud.session()).list(scope());

    assertThat(found).extracting(Leftover::id).containsExactly(balancer);
    assertThat(new AwsLeftoverRemover(owner).removeAll(found)).isEmpty();
    assertThat(owner.ec2().describeSecurityGroups(r -> r.groupIds(nodes)).securityGroups())
        .singleElement()
        .satisfies(
            group ->
                assertThat(group.ipPermissionsEgress())
                    .as("other rules remain")
                    .singleElement()
                    .satisfies(rule -> assertThat(rule.userIdGroupPairs()).isEmpty()));
  }

  @Test
  void deletes_the_security_group_of_eks_if_an_interface_kept_it_when_the_cluster_was_deleted() {
    createCluster(vpc(tag(ResourceNaming.ENVIRONMENT_ID_TAG, ID.value())));
    var cluster = owner.eks().describeCluster(r -> r.name(NAME)).cluster().resourcesVpcConfig();
    String group = cluster.clusterSecurityGroupId();
    String interfaceId =
        owner
            .ec2()
            .createNetworkInterface(
                r ->
                    r.subnetId(cluster.subnetIds().getFirst())
                        .groups(group)
                        .tagSpecifications(
                            tagged(
                                ResourceType.NETWORK_INTERFACE,
                                tag("cluster.k8s.amazonaws.com/name", NAME))))
            .networkInterface()
            .networkInterfaceId();
    ControllerInventory inventory = new ControllerInventory(cloud.session());
    assertThat(inventory.list(scope()))
        .extracting(Leftover::id)
        .as("its group is in use by the cluster")
        .containsExactly(interfaceId);

    deleteCluster();

    List<Leftover> found = inventory.list(scope());
    assertThat(found).extracting(Leftover::id).containsExactlyInAnyOrder(interfaceId, group);
    assertThat(new AwsLeftoverRemover(owner).removeAll(found)).isEmpty();
  }

  private String securityGroup(String vpc, String name, Tag tag) {
    return owner
        .ec2()
        .createSecurityGroup(
            r ->
                r.vpcId(vpc)
                    .groupName(name)
                    .description("test")
                    .tagSpecifications(tagged(ResourceType.SECURITY_GROUP, tag)))
        .groupId();
  }

  private static IpPermission to(String group) {
    return IpPermission.builder()
        .ipProtocol("tcp")
        .fromPort(443)
        .toPort(443)
        .userIdGroupPairs(UserIdGroupPair.builder().groupId(group).build())
        .build();
  }

  private static ResourceScope scope() {
    return ResourceScope.of(SimulatedAccount.model());
  }

  @Test
  void lists_all_load_balancers_when_one_is_deleted_between_two_requests() {
    deletedClusterThatLeftALoadBalancer(vpc(tag(ResourceNaming.ENVIRONMENT_ID_TAG, ID.value())));
    cloud
        .sim()
        .faultRules()
        .add(
            FaultRule.Failure.nextCall(
                "elasticloadbalancing",
                "DescribeTags",
                400,
                "LoadBalancerNotFound",
                "One or more load balancers not found"));

    assertThat(leftovers()).extracting(Leftover::type).contains("elasticloadbalancing:classic");
  }

  private void deletedClusterThatLeftALoadBalancer(String vpc) {
    createCluster(vpc);
    cloud.createLoadBalancer(NAME, "beta9-system/beta9-gateway");
    deleteCluster();
  }

  private void createCluster(String vpc) {
    List<String> subnets =
        List.of(subnet(vpc, "us-east-1a", "10.0.0.0/24"), subnet(vpc, "us-east-1b", "10.0.1.0/24"));
    String role =
        owner
            .iam()
            .createRole(
                r ->
                    r.roleName("a-role-for-clusters")
                        .assumeRolePolicyDocument(
                            """
                            {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                             "Principal":{"Service":"eks.amazonaws.com"},
                             "Action":"sts:AssumeRole"}]}
                            """))
            .role()
            .arn();
    owner
        .eks()
        .createCluster(
            r -> r.name(NAME).roleArn(role).resourcesVpcConfig(c -> c.subnetIds(subnets)));
    owner.eks().waiter().waitUntilClusterActive(r -> r.name(NAME));
  }

  private void deleteCluster() {
    owner.eks().deleteCluster(r -> r.name(NAME));
    owner.eks().waiter().waitUntilClusterDeleted(r -> r.name(NAME));
  }

  private String subnet(String vpc, String zone, String cidr) {
    return owner
        .ec2()
        .createSubnet(
            r ->
                r.vpcId(vpc)
                    .cidrBlock(cidr)
                    .availabilityZone(zone)
                    .tagSpecifications(
                        TagSpecification.builder()
                            .resourceType(ResourceType.SUBNET)
                            .tags(tag(CLUSTER_TAG, "shared"), tag("kubernetes.io/role/elb", "1"))
                            .build()))
        .subnet()
        .subnetId();
  }

  private List<Leftover> leftovers() {
    return new EnvironmentInventory(cloud.session(), ResourceCatalog.AWS)
        .list(ResourceScope.of(SimulatedAccount.model()));
  }

  private String vpc(Tag tag) {
    return owner
        .ec2()
        .createVpc(r -> r.cidrBlock("10.0.0.0/16").tagSpecifications(tagged(ResourceType.VPC, tag)))
        .vpc()
        .vpcId();
  }

  private static TagSpecification tagged(ResourceType type, Tag tag) {
    return TagSpecification.builder().resourceType(type).tags(tag).build();
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }
}
