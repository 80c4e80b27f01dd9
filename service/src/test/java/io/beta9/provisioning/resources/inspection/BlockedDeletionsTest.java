package io.beta9.provisioning.resources.inspection;

import static io.beta9.provisioning.testing.SimulatedAccount.ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.aws.session.AwsFailures;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.failure.text.Blocker;
import io.beta9.provisioning.failure.text.BlockerOwnership;
import io.beta9.provisioning.onboarding.ResourceNaming;
import io.beta9.provisioning.resources.catalog.AwsResourceInspector;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/**
 * Of every resource type of the module: AWS refuses to delete it while something uses it, and the
 * inspection names that and whose it is; or AWS never refuses.
 */
class BlockedDeletionsTest {
  private static final String NAME = ID.resourcePrefix();
  private static final ResourceScope SCOPE = new ResourceScope(ID, NAME, NAME);
  private static final String TRUST =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
       "Principal":{"Service":"%s.amazonaws.com"},"Action":"sts:AssumeRole"}]}
      """;

  /** The types that nothing else can block, and why. */
  private static final Map<String, String> NEVER_BLOCKED =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("aws_cloudwatch_log_group", "AWS deletes it with its streams"),
              Map.entry("aws_db_instance", "its own state or protection, which its status shows"),
              Map.entry("aws_ecr_lifecycle_policy", "a setting"),
              Map.entry("aws_ecr_repository", "the module deletes it with its images"),
              Map.entry("aws_eks_access_entry", "AWS deletes it with its policies"),
              Map.entry("aws_eks_access_policy_association", "a setting"),
              Map.entry("aws_eks_addon", "its own state, which its status shows"),
              Map.entry("aws_eks_node_group", "its own state, which its health issues explain"),
              Map.entry("aws_elasticache_replication_group", "its own state"),
              Map.entry("aws_flow_log", "AWS deletes it in any state"),
              Map.entry(
                  "aws_iam_openid_connect_provider", "AWS does not check roles that trust it"),
              Map.entry("aws_iam_role_policy", "a setting"),
              Map.entry("aws_iam_role_policy_attachment", "a setting"),
              Map.entry("aws_iam_user_policy", "a setting"),
              Map.entry("aws_kms_alias", "a name"),
              Map.entry("aws_kms_key", "AWS schedules its deletion also if it is in use"),
              Map.entry("aws_launch_template", "AWS does not check groups that refer to it"),
              Map.entry("aws_nat_gateway", "AWS deletes it also if routes refer to it"),
              Map.entry("aws_route", "a setting"),
              Map.entry("aws_route_table_association", "a setting"),
              Map.entry("aws_s3_bucket_lifecycle_configuration", "a setting"),
              Map.entry("aws_s3_bucket_policy", "a setting"),
              Map.entry("aws_s3_bucket_public_access_block", "a setting"),
              Map.entry("aws_s3_bucket_server_side_encryption_configuration", "a setting"),
              Map.entry("aws_s3_bucket_versioning", "a setting"),
              Map.entry("aws_vpc_endpoint", "AWS detaches it from routes"),
              Map.entry("aws_vpc_security_group_egress_rule", "a setting"),
              Map.entry("aws_vpc_security_group_ingress_rule", "a setting")));

  private final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  private final AwsSession owner = cloud.owner();

  /** What AWS refuses to delete, and what blocks it. */
  private record Refusal(
      String address, String id, Runnable deletion, String code, List<Blocker> blockers) {}

  private record Case(String type, Function<BlockedDeletionsTest, Refusal> situation) {
    @Override
    public String toString() {
      return type;
    }
  }

  static List<Case> cases() {
    return List.of(
        new Case("aws_vpc", BlockedDeletionsTest::vpc),
        new Case("aws_subnet", BlockedDeletionsTest::subnet),
        new Case("aws_security_group", BlockedDeletionsTest::securityGroup),
        new Case("aws_internet_gateway", BlockedDeletionsTest::internetGateway),
        new Case("aws_eip", BlockedDeletionsTest::address),
        new Case("aws_route_table", BlockedDeletionsTest::routeTable),
        new Case("aws_iam_role", BlockedDeletionsTest::role),
        new Case("aws_iam_user", BlockedDeletionsTest::user),
        new Case("aws_s3_bucket", BlockedDeletionsTest::bucket),
        new Case("aws_db_subnet_group", BlockedDeletionsTest::databaseSubnets),
        new Case("aws_db_parameter_group", BlockedDeletionsTest::databaseParameters),
        new Case("aws_elasticache_subnet_group", BlockedDeletionsTest::cacheSubnets),
        new Case("aws_elasticache_parameter_group", BlockedDeletionsTest::cacheParameters),
        new Case("aws_eks_cluster", BlockedDeletionsTest::cluster));
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void what_blocks_a_deletion_is_named_with_its_id_and_whose_it_is(Case one) {
    Refusal refusal = one.situation().apply(this);

    AwsServiceException refused =
        catchThrowableOfType(AwsServiceException.class, refusal.deletion()::run);
    assertThat(AwsFailures.code(refused)).isEqualTo(refusal.code());
    ResourceReport report =
        new AwsResourceInspector(cloud.session(), ResourceCatalog.AWS)
            .inspect(
                new InspectedResource(
                    new ResourceAddress(refusal.address()), SCOPE, Optional.of(refusal.id())))
            .orElseThrow();
    assertThat(report.id()).isEqualTo(refusal.id());
    assertThat(report.blockers()).containsExactlyInAnyOrderElementsOf(refusal.blockers());
    assertThat(report.command()).startsWith("aws ");
  }

  @Test
  void every_other_type_of_the_module_is_never_blocked() {
    Set<String> blocked = new HashSet<>(cases().stream().map(Case::type).toList());
    assertThat(blocked).doesNotContainAnyElementsOf(NEVER_BLOCKED.keySet());
    assertThat(Stream.concat(blocked.stream(), NEVER_BLOCKED.keySet().stream()))
        .containsExactlyInAnyOrderElementsOf(ResourceCatalog.AWS.types());
  }

  private Refusal vpc() {
    String vpc = newVpc();
    String subnet = newSubnet(vpc, "us-east-1a", 0, false);
    String table = owner.ec2().createRouteTable(r -> r.vpcId(vpc)).routeTable().routeTableId();
    String acl = owner.ec2().createNetworkAcl(r -> r.vpcId(vpc)).networkAcl().networkAclId();
    String endpoint =
        owner
            .ec2()
            .createVpcEndpoint(r -> r.vpcId(vpc).serviceName("com.amazonaws.us-east-1.s3"))
            .vpcEndpoint()
            .vpcEndpointId();
    return new Refusal(
        "aws_vpc.this",
        vpc,
        () -> owner.ec2().deleteVpc(r -> r.vpcId(vpc)),
        "DependencyViolation",
        List.of(
            foreign("subnet", subnet, "10.0.0.0/24"),
            foreign("route table", table, ""),
            foreign("network ACL", acl, ""),
            foreign("VPC endpoint", endpoint, "com.amazonaws.us-east-1.s3")));
  }

  private Refusal subnet() {
    String subnet = newSubnet(newVpc(), "us-east-1a", 0, true);
    String holder = newInterface(subnet);
    return new Refusal(
        "aws_subnet.private",
        subnet,
        () -> owner.ec2().deleteSubnet(r -> r.subnetId(subnet)),
        "DependencyViolation",
        List.of(foreign("network interface", holder, "available")));
  }

  private Refusal securityGroup() {
    String vpc = newVpc();
    String ours = newGroup(vpc, "ours");
    String other = newGroup(vpc, "other");
    owner
        .ec2()
        .authorizeSecurityGroupIngress(
            r ->
                r.groupId(other)
                    .ipPermissions(
                        IpPermission.builder()
                            .ipProtocol("tcp")
                            .fromPort(443)
                            .toPort(443)
                            .userIdGroupPairs(UserIdGroupPair.builder().groupId(ours).build())
                            .build()));
    return new Refusal(
        "aws_security_group.database",
        ours,
        () -> owner.ec2().deleteSecurityGroup(r -> r.groupId(ours)),
        "DependencyViolation",
        List.of(foreign("security group", other, "other")));
  }

  private Refusal internetGateway() {
    String vpc = newVpc();
    String gateway = attachedGateway(vpc);
    String holder = newInterface(newSubnet(vpc, "us-east-1a", 0, true));
    associate(newAddress(), holder);
    return new Refusal(
        "aws_internet_gateway.this",
        gateway,
        () -> owner.ec2().detachInternetGateway(r -> r.internetGatewayId(gateway).vpcId(vpc)),
        "DependencyViolation",
        List.of(foreign("network interface", holder, "available")));
  }

  private Refusal address() {
    String vpc = newVpc();
    attachedGateway(vpc);
    String holder = newInterface(newSubnet(vpc, "us-east-1a", 0, true));
    String allocation = newAddress();
    associate(allocation, holder);
    return new Refusal(
        "aws_eip.nat",
        allocation,
        () -> owner.ec2().releaseAddress(r -> r.allocationId(allocation)),
        "InvalidIPAddress.InUse",
        List.of(foreign("network interface", holder, "available")));
  }

  private Refusal routeTable() {
    String vpc = newVpc();
    String table = owner.ec2().createRouteTable(r -> r.vpcId(vpc)).routeTable().routeTableId();
    String theirs = newSubnet(vpc, "us-east-1a", 0, false);
    String ours = newSubnet(vpc, "us-east-1b", 1, true);
    return new Refusal(
        "aws_route_table.private",
        table,
        () -> owner.ec2().deleteRouteTable(r -> r.routeTableId(table)),
        "DependencyViolation",
        List.of(
            foreign("route table association", associateTable(table, theirs), theirs),
            ours("route table association", associateTable(table, ours), ours)));
  }

  private Refusal role() {
    String role = NAME + "-flow-logs";
    newRole(role, "vpc-flow-logs");
    for (String profile : List.of("of-a-team", "eks-12345678", NAME + "-nodes")) {
      owner.iam().createInstanceProfile(r -> r.instanceProfileName(profile));
    }
    // A role is in at most one profile.
    owner.iam().addRoleToInstanceProfile(r -> r.instanceProfileName("of-a-team").roleName(role));
    owner
        .iam()
        .putRolePolicy(
            r -> r.roleName(role).policyName("of-a-team").policyDocument(policy("s3:GetObject")));
    owner
        .iam()
        .putRolePolicy(
            r -> r.roleName(role).policyName("flow-logs").policyDocument(policy("logs:PutLogs")));
    String attached = "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy";
    owner.iam().attachRolePolicy(r -> r.roleName(role).policyArn(attached));
    return new Refusal(
        "aws_iam_role.flow_logs[0]",
        role,
        () -> owner.iam().deleteRole(r -> r.roleName(role)),
        "DeleteConflict",
        List.of(
            foreign("instance profile", "of-a-team", ""),
            foreign("inline policy", "of-a-team", ""),
            ours("inline policy", "flow-logs", ""),
            ours("attached policy", attached, "")));
  }

  private Refusal user() {
    String user = NAME + "-storage";
    owner.iam().createUser(r -> r.userName(user));
    owner
        .iam()
        .putUserPolicy(
            r -> r.userName(user).policyName("of-a-team").policyDocument(policy("s3:GetObject")));
    return new Refusal(
        "aws_iam_user.storage",
        user,
        () -> owner.iam().deleteUser(r -> r.userName(user)),
        "DeleteConflict",
        List.of(foreign("inline policy", "of-a-team", "")));
  }

  private Refusal bucket() {
    owner.s3().createBucket(r -> r.bucket(NAME));
    owner
        .s3()
        .putBucketVersioning(r -> r.bucket(NAME).versioningConfiguration(v -> v.status("Enabled")));
    for (String key : List.of("deleted", "present", "present")) {
      owner.s3().putObject(r -> r.bucket(NAME).key(key), RequestBody.fromString("x"));
    }
    owner.s3().deleteObject(r -> r.bucket(NAME).key("deleted"));
    return new Refusal(
        "aws_s3_bucket.this",
        NAME,
        () -> owner.s3().deleteBucket(r -> r.bucket(NAME)),
        "BucketNotEmpty",
        List.of(ours("object", "deleted", ""), ours("object", "present", "")));
  }

  private Refusal databaseSubnets() {
    databaseSubnetGroup();
    database("of-a-team", "default.postgres16");
    return new Refusal(
        "aws_db_subnet_group.this",
        NAME,
        () -> owner.rds().deleteDBSubnetGroup(r -> r.dbSubnetGroupName(NAME)),
        "InvalidDBSubnetGroupStateFault",
        List.of(foreign("database", "of-a-team", "available")));
  }

  private Refusal databaseParameters() {
    databaseSubnetGroup();
    owner
        .rds()
        .createDBParameterGroup(
            r ->
                r.dbParameterGroupName(NAME).dbParameterGroupFamily("postgres16").description("x"));
    database(NAME, NAME);
    return new Refusal(
        "aws_db_parameter_group.this",
        NAME,
        () -> owner.rds().deleteDBParameterGroup(r -> r.dbParameterGroupName(NAME)),
        "InvalidDBParameterGroupState",
        List.of(ours("database", NAME, "available")));
  }

  private Refusal cacheSubnets() {
    cacheSubnetGroup();
    cache("of-a-team", "default.redis7");
    return new Refusal(
        "aws_elasticache_subnet_group.this",
        NAME,
        () -> owner.elasticache().deleteCacheSubnetGroup(r -> r.cacheSubnetGroupName(NAME)),
        "CacheSubnetGroupInUse",
        List.of(foreign("cache", "of-a-team-001", "available")));
  }

  private Refusal cacheParameters() {
    cacheSubnetGroup();
    owner
        .elasticache()
        .createCacheParameterGroup(
            r ->
                r.cacheParameterGroupName(NAME)
                    .cacheParameterGroupFamily("redis7")
                    .description("x"));
    cache(NAME, NAME);
    return new Refusal(
        "aws_elasticache_parameter_group.this",
        NAME,
        () -> owner.elasticache().deleteCacheParameterGroup(r -> r.cacheParameterGroupName(NAME)),
        "InvalidCacheParameterGroupState",
        List.of(ours("cache", NAME + "-001", "available")));
  }

  private Refusal cluster() {
    String vpc = newVpc();
    List<String> subnets =
        List.of(newSubnet(vpc, "us-east-1a", 0, true), newSubnet(vpc, "us-east-1b", 1, true));
    String role = newRole(NAME + "-cluster", "eks");
    owner
        .iam()
        .attachRolePolicy(
            r ->
                r.roleName(NAME + "-cluster")
                    .policyArn("arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"));
    owner
        .eks()
        .createCluster(
            r -> r.name(NAME).roleArn(role).resourcesVpcConfig(c -> c.subnetIds(subnets)));
    owner.eks().waiter().waitUntilClusterActive(r -> r.name(NAME));
    String nodes = newRole(NAME + "-nodes", "ec2");
    for (String policy :
        List.of(
            "AmazonEKSWorkerNodePolicy",
            "AmazonEKS_CNI_Policy",
            "AmazonEC2ContainerRegistryReadOnly")) {
      owner
          .iam()
          .attachRolePolicy(
              r -> r.roleName(NAME + "-nodes").policyArn("arn:aws:iam::aws:policy/" + policy));
    }
    owner
        .eks()
        .createNodegroup(
            r ->
                r.clusterName(NAME)
                    .nodegroupName("of-a-team")
                    .nodeRole(nodes)
                    .subnets(subnets)
                    .scalingConfig(s -> s.minSize(1).maxSize(1).desiredSize(1)));
    return new Refusal(
        "aws_eks_cluster.this",
        NAME,
        () -> owner.eks().deleteCluster(r -> r.name(NAME)),
        "ResourceInUseException",
        List.of(foreign("node group", "of-a-team", "ACTIVE")));
  }

  private static Blocker foreign(String type, String id, String detail) {
    return new Blocker(type, id, BlockerOwnership.FOREIGN, detail);
  }

  private static Blocker ours(String type, String id, String detail) {
    return new Blocker(type, id, BlockerOwnership.OURS, detail);
  }

  private String newVpc() {
    return owner.ec2().createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
  }

  private String newSubnet(String vpc, String zone, int number, boolean ours) {
    return owner
        .ec2()
        .createSubnet(
            r -> {
              r.vpcId(vpc).availabilityZone(zone).cidrBlock("10.0." + number + ".0/24");
              if (ours) {
                r.tagSpecifications(
                    TagSpecification.builder()
                        .resourceType(ResourceType.SUBNET)
                        .tags(
                            Tag.builder()
                                .key(ResourceNaming.ENVIRONMENT_ID_TAG)
                                .value(ID.value())
                                .build())
                        .build());
              }
            })
        .subnet()
        .subnetId();
  }

  private String newInterface(String subnet) {
    return owner
        .ec2()
        .createNetworkInterface(r -> r.subnetId(subnet))
        .networkInterface()
        .networkInterfaceId();
  }

  private String newGroup(String vpc, String name) {
    return owner
        .ec2()
        .createSecurityGroup(r -> r.vpcId(vpc).groupName(name).description(name))
        .groupId();
  }

  private String attachedGateway(String vpc) {
    String gateway =
        owner.ec2().createInternetGateway(r -> {}).internetGateway().internetGatewayId();
    owner.ec2().attachInternetGateway(r -> r.internetGatewayId(gateway).vpcId(vpc));
    return gateway;
  }

  private String newAddress() {
    return owner.ec2().allocateAddress(r -> r.domain("vpc")).allocationId();
  }

  private void associate(String allocation, String networkInterface) {
    owner
        .ec2()
        .associateAddress(r -> r.allocationId(allocation).networkInterfaceId(networkInterface));
  }

  private String associateTable(String table, String subnet) {
    return owner
        .ec2()
        .associateRouteTable(r -> r.routeTableId(table).subnetId(subnet))
        .associationId();
  }

  private String newRole(String name, String service) {
    return owner
        .iam()
        .createRole(r -> r.roleName(name).assumeRolePolicyDocument(TRUST.formatted(service)))
        .role()
        .arn();
  }

  private static String policy(String action) {
    return """
    {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"%s","Resource":"*"}]}
    """
        .formatted(action);
  }

  private List<String> dataSubnets() {
    String vpc = newVpc();
    return List.of(newSubnet(vpc, "us-east-1a", 0, true), newSubnet(vpc, "us-east-1b", 1, true));
  }

  private void databaseSubnetGroup() {
    List<String> subnets = dataSubnets();
    owner
        .rds()
        .createDBSubnetGroup(
            r -> r.dbSubnetGroupName(NAME).dbSubnetGroupDescription("x").subnetIds(subnets));
  }

  private void database(String name, String parameters) {
    owner
        .rds()
        .createDBInstance(
            r ->
                r.dbInstanceIdentifier(name)
                    .engine("postgres")
                    .engineVersion("16")
                    .dbInstanceClass("db.t4g.medium")
                    .allocatedStorage(20)
                    .masterUsername("beta9")
                    .masterUserPassword("not-a-password")
                    .dbParameterGroupName(parameters)
                    .dbSubnetGroupName(NAME));
  }

  private void cacheSubnetGroup() {
    List<String> subnets = dataSubnets();
    owner
        .elasticache()
        .createCacheSubnetGroup(
            r -> r.cacheSubnetGroupName(NAME).cacheSubnetGroupDescription("x").subnetIds(subnets));
  }

  private void cache(String name, String parameters) {
    owner
        .elasticache()
        .createReplicationGroup(
            r ->
                r.replicationGroupId(name)
                    .replicationGroupDescription("x")
                    .engine("redis")
                    .engineVersion("7.1")
                    .cacheNodeType("cache.t4g.medium")
                    .numCacheClusters(1)
                    .cacheParameterGroupName(parameters)
                    .cacheSubnetGroupName(NAME));
  }
}
