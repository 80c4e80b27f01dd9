package io.beta9.provisioning.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.Order;
import io.beta9.provisioning.terraform.JournalIds;
import io.beta9.provisioning.terraform.PlannedResource;
import io.beta9.provisioning.terraform.TerraformEvent.Action;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eks.model.ResolveConflicts;

/** What AWS takes minutes to make: while it does, it is neither there nor absent. */
class SlowThingsFindersTest {
  private static final String OURS = SimulatedAccount.ID.value();
  private static final String NAME = SimulatedAccount.ID.resourcePrefix();
  private static final String TAG = "beta9:environment-id";
  private static final Duration LONG = Duration.ofHours(1);
  private static final String TRUST =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":"
          + "\"sts:AssumeRole\",\"Principal\":{\"Service\":\"%s.amazonaws.com\"}}]}";

  private SimulatedAccount account;
  private AwsSession session;
  private Finders finders;

  @BeforeEach
  void open() {
    account = SimulatedAccount.open();
    session = account.session();
    finders = new Finders(session);
  }

  @AfterEach
  void close() {
    account.close();
  }

  @Test
  void a_database_is_absent_then_on_its_way_and_then_there() {
    Map<String, String> name = Map.of("identifier", NAME);
    assertThat(look("aws_db_instance.this", name)).isEqualTo(new Sighting.Absent());
    takes("rds:instance", LONG);
    database(OURS);
    assertThat(look("aws_db_instance.this", name)).isEqualTo(new Sighting.Moving("creating"));
    assertThat(look("aws_db_subnet_group.this", Map.of("name", NAME))).isEqualTo(found(NAME));
  }

  @Test
  void a_database_of_our_name_with_somebodys_tag_is_not_ours() {
    database("env_ffffffffffff");

    assertThat(look("aws_db_instance.this", Map.of("identifier", NAME)))
        .isInstanceOf(Sighting.Foreign.class);
  }

  @Test
  void a_finished_database_is_imported_by_its_name() {
    database(OURS);

    assertThat(look("aws_db_instance.this", Map.of("identifier", NAME))).isEqualTo(found(NAME));
  }

  @Test
  void groups_of_parameters_are_found_by_name_and_tag() {
    assertThat(look("aws_db_parameter_group.this", Map.of("name", NAME)))
        .isEqualTo(new Sighting.Absent());
    assertThat(look("aws_elasticache_parameter_group.this", Map.of("name", NAME)))
        .isEqualTo(new Sighting.Absent());
    session
        .rds()
        .createDBParameterGroup(
            r ->
                r.dbParameterGroupName(NAME)
                    .dbParameterGroupFamily("postgres16")
                    .description("x")
                    .tags(tag -> tag.key(TAG).value(OURS)));
    session
        .elasticache()
        .createCacheParameterGroup(
            r ->
                r.cacheParameterGroupName(NAME)
                    .cacheParameterGroupFamily("redis7")
                    .description("x"));

    assertThat(look("aws_db_parameter_group.this", Map.of("name", NAME))).isEqualTo(found(NAME));
    assertThat(look("aws_elasticache_parameter_group.this", Map.of("name", NAME)))
        .as("without our tag")
        .isInstanceOf(Sighting.Foreign.class);
  }

  @Test
  void redis_is_absent_then_on_its_way() {
    Map<String, String> name = Map.of("replication_group_id", NAME);
    assertThat(look("aws_elasticache_replication_group.this", name))
        .isEqualTo(new Sighting.Absent());
    takes("elasticache:replication-group", LONG);
    redis();

    assertThat(look("aws_elasticache_replication_group.this", name))
        .isEqualTo(new Sighting.Moving("creating"));
  }

  @Test
  void a_finished_redis_is_found() {
    redis();

    assertThat(look("aws_elasticache_replication_group.this", Map.of("replication_group_id", NAME)))
        .isEqualTo(found(NAME));
    assertThat(look("aws_elasticache_subnet_group.this", Map.of("name", NAME)))
        .isEqualTo(found(NAME));
  }

  @Test
  void a_cluster_is_absent_then_on_its_way_and_nothing_is_in_it_yet() {
    Map<String, String> name = Map.of("name", NAME);
    assertThat(look("aws_eks_cluster.this", name)).isEqualTo(new Sighting.Absent());
    takes("eks:cluster", LONG);
    cluster();

    assertThat(look("aws_eks_cluster.this", name)).isEqualTo(new Sighting.Moving("CREATING"));
    assertThat(nodeGroup()).isEqualTo(new Sighting.Absent());
    assertThat(addon()).isEqualTo(new Sighting.Absent());
  }

  @Test
  void what_is_in_a_cluster_is_found_by_the_clusters_name_and_its_own() {
    cluster();
    assertThat(look("aws_eks_cluster.this", Map.of("name", NAME))).isEqualTo(found(NAME));
    session
        .eks()
        .createAddon(
            r ->
                r.clusterName(NAME)
                    .addonName("vpc-cni")
                    .resolveConflicts(ResolveConflicts.OVERWRITE)
                    .tags(Map.of(TAG, OURS)));
    assertThat(addon()).isEqualTo(found(NAME + ":vpc-cni"));

    takes("eks:nodegroup", LONG);
    nodes();
    assertThat(nodeGroup()).isEqualTo(new Sighting.Moving("CREATING"));
  }

  @Test
  void an_addon_that_could_not_be_made_is_removed() {
    cluster();
    session
        .eks()
        .createAddon(r -> r.clusterName(NAME).addonName("vpc-cni").tags(Map.of(TAG, OURS)));

    Sighting broken = addon();
    assertThat(broken).isInstanceOf(Sighting.Broken.class);
    ((Sighting.Broken) broken).removal().orElseThrow().run();

    assertThat(addon()).isEqualTo(new Sighting.Absent());
  }

  @Test
  void nodes_that_never_joined_are_removed_as_nothing_runs_on_them() {
    cluster();
    account.sim().faults().place(new Order.Condition("nodes-never-join", null, null));
    nodes();

    Sighting broken = nodeGroup();
    assertThat(broken).isInstanceOf(Sighting.Broken.class);
    ((Sighting.Broken) broken).removal().orElseThrow().run();

    assertThat(nodeGroup()).isEqualTo(new Sighting.Absent());
  }

  private Sighting nodeGroup() {
    return look("aws_eks_node_group.cpu", Map.of("cluster_name", NAME, "node_group_name", "cpu"));
  }

  private Sighting addon() {
    return look("aws_eks_addon.vpc_cni", Map.of("cluster_name", NAME, "addon_name", "vpc-cni"));
  }

  private Sighting look(String address, Map<String, String> values) {
    PlannedResource wanted =
        new PlannedResource(
            address,
            address.substring(0, address.indexOf('.')),
            Action.CREATE,
            null,
            false,
            Set.of(),
            values,
            Map.of("Name", NAME, TAG, OURS),
            Map.of());
    return finders.look(wanted, new Clues(SimulatedAccount.ID, new JournalIds(), Map.of()));
  }

  private static Sighting found(String id) {
    return new Sighting.Found(id, id);
  }

  private void takes(String kind, Duration time) {
    account.sim().faults().place(new Order.Latency(kind, time));
  }

  private void database(String owner) {
    List<String> subnets = subnets();
    session
        .rds()
        .createDBSubnetGroup(
            r ->
                r.dbSubnetGroupName(NAME)
                    .dbSubnetGroupDescription("x")
                    .subnetIds(subnets)
                    .tags(tag -> tag.key(TAG).value(owner)));
    session
        .rds()
        .createDBInstance(
            r ->
                r.dbInstanceIdentifier(NAME)
                    .engine("postgres")
                    .engineVersion("16")
                    .dbInstanceClass("db.t4g.medium")
                    .allocatedStorage(20)
                    .masterUsername("beta9")
                    .masterUserPassword("not-a-password")
                    .dbSubnetGroupName(NAME)
                    .tags(tag -> tag.key(TAG).value(owner)));
  }

  private void redis() {
    List<String> subnets = subnets();
    session
        .elasticache()
        .createCacheSubnetGroup(
            r ->
                r.cacheSubnetGroupName(NAME)
                    .cacheSubnetGroupDescription("x")
                    .subnetIds(subnets)
                    .tags(tag -> tag.key(TAG).value(OURS)));
    session
        .elasticache()
        .createReplicationGroup(
            r ->
                r.replicationGroupId(NAME)
                    .replicationGroupDescription("x")
                    .engine("redis")
                    .engineVersion("7.1")
                    .cacheNodeType("cache.t4g.medium")
                    .numCacheClusters(1)
                    .cacheSubnetGroupName(NAME)
                    .tags(tag -> tag.key(TAG).value(OURS)));
  }

  private void cluster() {
    List<String> subnets = subnets();
    String role = role("cluster", "eks", "AmazonEKSClusterPolicy");
    session
        .eks()
        .createCluster(
            r ->
                r.name(NAME)
                    .version("1.33")
                    .roleArn(role)
                    .resourcesVpcConfig(vpc -> vpc.subnetIds(subnets))
                    .tags(Map.of(TAG, OURS)));
  }

  private void nodes() {
    String role =
        role(
            "nodes",
            "ec2",
            "AmazonEKSWorkerNodePolicy",
            "AmazonEKS_CNI_Policy",
            "AmazonEC2ContainerRegistryReadOnly");
    List<String> subnets =
        session.eks().describeCluster(r -> r.name(NAME)).cluster().resourcesVpcConfig().subnetIds();
    session
        .eks()
        .createNodegroup(
            r ->
                r.clusterName(NAME)
                    .nodegroupName("cpu")
                    .nodeRole(role)
                    .subnets(subnets)
                    .scalingConfig(s -> s.minSize(1).maxSize(1).desiredSize(1))
                    .tags(Map.of(TAG, OURS)));
  }

  private String role(String name, String service, String... policies) {
    String arn =
        session
            .iam()
            .createRole(
                r ->
                    r.roleName(NAME + "-" + name)
                        .assumeRolePolicyDocument(TRUST.formatted(service)))
            .role()
            .arn();
    for (String policy : policies) {
      session
          .iam()
          .attachRolePolicy(
              r -> r.roleName(NAME + "-" + name).policyArn("arn:aws:iam::aws:policy/" + policy));
    }
    return arn;
  }

  private List<String> subnets() {
    var ec2 = session.ec2();
    String vpc = ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    return List.of("a", "b").stream()
        .map(
            zone ->
                ec2.createSubnet(
                        r ->
                            r.vpcId(vpc)
                                .availabilityZone(SimulatedAccount.REGION + zone)
                                .cidrBlock("10.0." + zone.charAt(0) % 2 + ".0/24"))
                    .subnet()
                    .subnetId())
        .toList();
  }
}
