package io.beta9.provisioning.aws.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.onboarding.ResourceNaming;
import io.beta9.provisioning.provider.preflight.PreflightFinding;
import io.beta9.provisioning.provider.preflight.PreflightFinding.Severity;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/**
 * What counts against the quotas of clusters, databases, caches, load balancers and vCPUs: the
 * resources of others, and not those of the environment itself.
 */
class QuotaUsageTest {
  private static final String TAG = ResourceNaming.ENVIRONMENT_ID_TAG;
  private static final String OTHER = "another-cluster";

  private final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  private final AwsSession owner = cloud.owner();
  private final InfraModel model = SimulatedAccount.model();
  private final String own = model.resourcePrefix();
  private final QuotaUsage usage = new QuotaUsage(cloud.session());

  @AfterEach
  void close() {
    cloud.close();
  }

  private List<String> subnets(String cluster, String environment) {
    String vpc =
        owner
            .ec2()
            .createVpc(
                r ->
                    r.cidrBlock("10.0.0.0/16")
                        .tagSpecifications(specification(ResourceType.VPC, TAG, environment)))
            .vpc()
            .vpcId();
    return List.of(
        subnet(vpc, cluster, "us-east-1a", "10.0.0.0/24"),
        subnet(vpc, cluster, "us-east-1b", "10.0.1.0/24"));
  }

  private String subnet(String vpc, String cluster, String zone, String cidr) {
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
                            .tags(
                                tag("kubernetes.io/cluster/" + cluster, "shared"),
                                tag("kubernetes.io/role/elb", "1"))
                            .build()))
        .subnet()
        .subnetId();
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  private static TagSpecification specification(ResourceType type, String key, String value) {
    return TagSpecification.builder().resourceType(type).tags(tag(key, value)).build();
  }

  private String role(String name, String service, String... policies) {
    String arn =
        owner
            .iam()
            .createRole(
                r ->
                    r.roleName(name)
                        .assumeRolePolicyDocument(
                            """
                            {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                             "Principal":{"Service":"%s.amazonaws.com"},
                             "Action":"sts:AssumeRole"}]}
                            """
                                .formatted(service)))
            .role()
            .arn();
    for (String policy : policies) {
      owner
          .iam()
          .attachRolePolicy(r -> r.roleName(name).policyArn("arn:aws:iam::aws:policy/" + policy));
    }
    return arn;
  }

  private List<String> cluster(String name, String environment) {
    List<String> subnets = subnets(name, environment);
    String role = role(name + "-cluster", "eks", "AmazonEKSClusterPolicy");
    owner
        .eks()
        .createCluster(
            r -> r.name(name).roleArn(role).resourcesVpcConfig(c -> c.subnetIds(subnets)));
    owner.eks().waiter().waitUntilClusterActive(r -> r.name(name));
    return subnets;
  }

  @Test
  void an_account_without_resources_uses_nothing() {
    assertThat(usage.clusters(model)).isZero();
    assertThat(usage.databaseInstances(model)).isZero();
    assertThat(usage.cacheNodes(model)).isZero();
    assertThat(usage.networkLoadBalancers(model)).isZero();
    assertThat(new VcpuUsage(cloud.session()).usedByOthers(model)).isEmpty();
  }

  @Test
  void clusters_of_others_count() {
    cluster(own, model.environmentId());
    assertThat(usage.clusters(model)).isZero();
    cluster(OTHER, "env_000000000000");
    assertThat(usage.clusters(model)).isEqualTo(1);
  }

  @Test
  void database_instances_of_others_count() {
    List<String> subnets = subnets(own, model.environmentId());
    owner
        .rds()
        .createDBSubnetGroup(
            r -> r.dbSubnetGroupName("g").dbSubnetGroupDescription("g").subnetIds(subnets));
    database(own);
    assertThat(usage.databaseInstances(model)).isZero();
    database("one");
    database("two");
    assertThat(usage.databaseInstances(model)).isEqualTo(2);
  }

  private void database(String name) {
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
                    .dbSubnetGroupName("g"));
  }

  @Test
  void cache_nodes_of_others_count() {
    List<String> subnets = subnets(own, model.environmentId());
    owner
        .elasticache()
        .createCacheSubnetGroup(
            r -> r.cacheSubnetGroupName("g").cacheSubnetGroupDescription("g").subnetIds(subnets));
    cache(own, 1);
    assertThat(usage.cacheNodes(model)).isZero();
    cache("other", 2);
    assertThat(usage.cacheNodes(model)).as("each node of a group counts").isEqualTo(2);
  }

  private void cache(String name, int nodes) {
    owner
        .elasticache()
        .createReplicationGroup(
            r ->
                r.replicationGroupId(name)
                    .replicationGroupDescription("x")
                    .engine("redis")
                    .engineVersion("7.1")
                    .cacheNodeType("cache.t4g.medium")
                    .numCacheClusters(nodes)
                    .cacheSubnetGroupName("g"));
  }

  @Test
  void network_load_balancers_outside_of_the_environments_vpc_count() {
    cluster(own, model.environmentId());
    cluster(OTHER, "env_000000000000");
    cloud.createNetworkLoadBalancer(own, "system/gateway");
    assertThat(usage.networkLoadBalancers(model)).isZero();
    cloud.createNetworkLoadBalancer(OTHER, "system/gateway");
    assertThat(usage.networkLoadBalancers(model)).isEqualTo(1);
    cloud.createLoadBalancer(OTHER, "system/classic");
    assertThat(usage.networkLoadBalancers(model)).as("a classic one does not").isEqualTo(1);
  }

  @Test
  void vcpus_of_instances_count_unless_they_have_the_tag_of_the_environment() {
    List<String> subnets = cluster(OTHER, "env_000000000000");
    String role =
        role(
            OTHER + "-nodes",
            "ec2",
            "AmazonEKSWorkerNodePolicy",
            "AmazonEKS_CNI_Policy",
            "AmazonEC2ContainerRegistryReadOnly");
    owner
        .eks()
        .createNodegroup(
            r ->
                r.clusterName(OTHER)
                    .nodegroupName("system")
                    .nodeRole(role)
                    .instanceTypes("m6i.large")
                    .subnets(subnets)
                    .scalingConfig(s -> s.minSize(0).maxSize(2).desiredSize(2)));
    owner.eks().describeNodegroup(r -> r.clusterName(OTHER).nodegroupName("system"));
    VcpuUsage vcpus = new VcpuUsage(cloud.session());
    assertThat(vcpus.usedByOthers(model)).isEqualTo(Map.of("L-1216C47A", 4L));

    String instance = runningInstances().getFirst().instanceId();
    tagInstance(instance, TAG, "env_000000000000");
    tagInstance(instance, "owner", model.environmentId());
    assertThat(vcpus.usedByOthers(model)).isEqualTo(Map.of("L-1216C47A", 4L));
    tagInstance(instance, TAG, model.environmentId());
    assertThat(vcpus.usedByOthers(model)).isEqualTo(Map.of("L-1216C47A", 2L));
  }

  private List<Instance> runningInstances() {
    Filter running = Filter.builder().name("instance-state-name").values("running").build();
    return owner.ec2().describeInstancesPaginator(r -> r.filters(running)).reservations().stream()
        .flatMap(reservation -> reservation.instances().stream())
        .toList();
  }

  private void tagInstance(String instance, String key, String value) {
    owner.ec2().createTags(r -> r.resources(instance).tags(tag(key, value)));
  }

  private static List<RequiredQuota> vpcs(long used) {
    return List.of(
        new RequiredQuota(
            "vpc", "L-F678F1CE", "VPCs per Region", ignored -> 1L, (usage, ignored) -> used));
  }

  @Test
  void the_default_applies_to_a_quota_that_was_never_changed() {
    cloud
        .sim()
        .faultRules()
        .add(
            FaultRule.Failure.everyCall(
                "servicequotas", "GetServiceQuota", 400, "NoSuchResourceException", "never set"));
    assertThat(new QuotaCheck(cloud.session(), vpcs(4)).findings(model)).isEmpty();
    assertThat(new QuotaCheck(cloud.session(), vpcs(5)).findings(model)).hasSize(1);
  }

  @Test
  void a_quota_that_cannot_be_read_is_a_warning() {
    for (String operation : List.of("GetAWSDefaultServiceQuota", "GetServiceQuota")) {
      cloud
          .sim()
          .faultRules()
          .add(
              FaultRule.Failure.everyCall(
                  "servicequotas",
                  operation,
                  400,
                  operation.equals("GetServiceQuota")
                      ? "AccessDeniedException"
                      : "NoSuchResourceException",
                  "no"));
    }
    assertThat(new QuotaCheck(cloud.session(), vpcs(1_000_000)).findings(model))
        .extracting(PreflightFinding::severity, finding -> finding.failure().code())
        .containsExactly(tuple(Severity.WARNING, FailureCode.ACCESS_DENIED));
  }
}
