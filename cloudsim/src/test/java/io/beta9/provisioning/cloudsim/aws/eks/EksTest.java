package io.beta9.provisioning.cloudsim.aws.eks;

import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.ACCOUNT;
import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.assertAwsError;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.aws.VpcServiceTestBase;
import io.beta9.provisioning.cloudsim.aws.logs.LogsService;
import io.beta9.provisioning.cloudsim.cloud.ClusterControlPlanes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.AccessScopeType;
import software.amazon.awssdk.services.eks.model.Addon;
import software.amazon.awssdk.services.eks.model.AddonStatus;
import software.amazon.awssdk.services.eks.model.AuthenticationMode;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.CreateClusterRequest;
import software.amazon.awssdk.services.eks.model.CreateNodegroupRequest;
import software.amazon.awssdk.services.eks.model.LogType;
import software.amazon.awssdk.services.eks.model.Nodegroup;
import software.amazon.awssdk.services.eks.model.NodegroupIssueCode;
import software.amazon.awssdk.services.eks.model.NodegroupStatus;
import software.amazon.awssdk.services.eks.model.UpdateStatus;

class EksTest extends VpcServiceTestBase {
  private final RecordingControlPlanes planes = new RecordingControlPlanes();
  private final EksService service = new EksService(cloud, network, identities.directory());
  private final EksClient eks =
      cloud.clusterControlPlanes(planes).register(service).client(EksClient.class, REGION);
  private final CloudWatchLogsClient logs =
      cloud.register(new LogsService(cloud)).client(CloudWatchLogsClient.class, REGION);
  private String clusterRole = "";
  private String nodeRole = "";

  @BeforeEach
  void roles() {
    clusterRole = role("cluster", "eks.amazonaws.com");
    nodeRole = role("nodes", "ec2.amazonaws.com");
  }

  @Test
  void creates_endpoint_interfaces_and_log_group_of_an_active_cluster() {
    cloud.setLatency("eks:cluster", Duration.ofMinutes(9));
    cluster(it -> {});
    assertThat(described().status()).isEqualTo(ClusterStatus.CREATING);
    assertThat(described().endpoint()).isNull();

    cloud.advanceClock(Duration.ofMinutes(9));
    described();
    cloud.restart();

    Cluster cluster = described();
    assertThat(cluster.status()).isEqualTo(ClusterStatus.ACTIVE);
    assertThat(cluster.endpoint()).isEqualTo("https://one");
    assertThat(cluster.identity().oidc().issuer()).startsWith("https://oidc.eks.us-east-1.");
    assertThat(interfaces()).isEqualTo(2);
    assertThat(logs.describeLogGroups(it -> {}).logGroups())
        .singleElement()
        .satisfies(it -> assertThat(it.logGroupName()).isEqualTo("/aws/eks/one/cluster"));
    assertAwsError("ResourceInUseException", () -> cluster(it -> {}));
  }

  @Test
  void admits_the_addresses_of_the_public_endpoint() {
    cluster(
        it ->
            it.resourcesVpcConfig(
                vpc ->
                    vpc.subnetIds(subnets)
                        .endpointPrivateAccess(true)
                        .publicAccessCidrs("203.0.113.0/24")));
    described();

    assertThat(service.admits(ACCOUNT, REGION, "one", "203.0.113.255")).isTrue();
    assertThat(service.admits(ACCOUNT, REGION, "one", "203.0.114.0")).isFalse();
    assertThat(service.admits(ACCOUNT, REGION, "one", "10.9.0.4")).isFalse();
    assertThat(service.admits(ACCOUNT, REGION, "two", "203.0.113.255")).isFalse();
  }

  @Test
  void admits_connected_networks_to_the_private_endpoint_by_the_security_group() {
    cluster(it -> {});
    described();
    eks.updateClusterConfig(
        it ->
            it.name("one")
                .resourcesVpcConfig(
                    vpc -> vpc.endpointPrivateAccess(true).endpointPublicAccess(false)));
    String clusterGroup = described().resourcesVpcConfig().clusterSecurityGroupId();
    assertThat(service.admits(ACCOUNT, REGION, "one", "203.0.113.255")).isFalse();
    assertThat(service.admits(ACCOUNT, REGION, "one", "10.9.0.4")).isFalse();

    ec2.authorizeSecurityGroupIngress(
        it ->
            it.groupId(clusterGroup)
                .ipProtocol("tcp")
                .fromPort(443)
                .toPort(443)
                .cidrIp("10.9.0.0/16"));

    assertThat(service.admits(ACCOUNT, REGION, "one", "10.9.0.4")).isTrue();
    assertThat(service.admits(ACCOUNT, REGION, "one", "10.8.0.4")).isFalse();
  }

  @Test
  void rejects_endpoints_that_nothing_reaches_and_reserved_public_addresses() {
    assertAwsError(
        "InvalidParameterException",
        () ->
            cluster(
                it ->
                    it.resourcesVpcConfig(
                        vpc -> vpc.subnetIds(subnets).endpointPublicAccess(false))));
    cluster(it -> {});
    described();
    assertAwsError(
        "InvalidParameterException",
        () ->
            eks.updateClusterConfig(
                it ->
                    it.name("one").resourcesVpcConfig(vpc -> vpc.publicAccessCidrs("10.0.0.0/8"))));
  }

  @Test
  void recreates_a_missing_log_group_unless_the_role_is_denied() {
    cluster(it -> {});
    described();
    logs.deleteLogGroup(it -> it.logGroupName("/aws/eks/one/cluster"));
    described();
    assertThat(logs.describeLogGroups(it -> {}).logGroups()).hasSize(1);

    iam.putRolePolicy(
        it ->
            it.roleName("cluster")
                .policyName("no-log-groups")
                .policyDocument(
                    """
                    {"Version":"2012-10-17","Statement":[{"Effect":"Deny",
                     "Action":"logs:CreateLogGroup","Resource":"*"}]}\
                    """));
    logs.deleteLogGroup(it -> it.logGroupName("/aws/eks/one/cluster"));
    described();
    assertThat(logs.describeLogGroups(it -> {}).logGroups()).isEmpty();
  }

  @Test
  void rejects_invalid_clusters() {
    assertAwsError("InvalidParameterException", () -> cluster(it -> it.roleArn(clusterRole + "x")));
    assertAwsError("InvalidParameterException", () -> cluster(it -> it.roleArn(nodeRole)));
    assertAwsError("InvalidParameterException", () -> cluster(it -> it.version("1.2")));
    assertAwsError(
        "InvalidParameterException",
        () -> cluster(it -> it.resourcesVpcConfig(vpc -> vpc.subnetIds(subnets.getFirst()))));
    cloud.setCondition("quota", "L-1194D53C", "0");
    assertAwsError("ResourceLimitExceededException", () -> cluster(it -> {}));
    assertThat(ec2.describeSecurityGroups(it -> {}).securityGroups()).hasSize(2);
  }

  @Test
  void launches_the_instances_of_a_node_group_and_registers_them_as_nodes() {
    cluster(it -> {});
    cloud.setLatency("eks:nodegroup", Duration.ofMinutes(2));
    nodes(it -> {});
    assertThat(nodegroup().status()).isEqualTo(NodegroupStatus.CREATING);
    assertThat(planes.setNodes).isEmpty();

    cloud.advanceClock(Duration.ofMinutes(2));

    assertThat(nodegroup().status()).isEqualTo(NodegroupStatus.ACTIVE);
    assertThat(planes.setNodes).containsExactly(Map.entry("system", 2));
    assertThat(planes.labels)
        .containsEntry("role", "system")
        .containsEntry("eks.amazonaws.com/nodegroup", "system");
    assertThat(ec2.describeInstances(it -> {}).reservations()).isNotEmpty();
    assertAwsError("ResourceInUseException", () -> nodes(it -> {}));
    assertAwsError("ResourceInUseException", () -> eks.deleteCluster(it -> it.name("one")));

    String update =
        eks.updateNodegroupConfig(
                it ->
                    it.clusterName("one")
                        .nodegroupName("system")
                        .labels(labels -> labels.removeLabels("role"))
                        .scalingConfig(size -> size.minSize(1).desiredSize(3).maxSize(4)))
            .update()
            .id();
    assertThat(nodegroup().labels()).isEmpty();
    assertThat(planes.setNodes).containsExactly(Map.entry("system", 3));
    assertThat(
            eks.describeUpdate(it -> it.name("one").nodegroupName("system").updateId(update))
                .update()
                .status())
        .isEqualTo(UpdateStatus.SUCCESSFUL);
  }

  @Test
  void fails_a_node_group_without_capacity_with_the_ec2_error() {
    cluster(it -> {});
    cloud.setCondition("instance-capacity", "m6i.large", "");
    nodes(it -> {});

    Nodegroup failed = nodegroup();

    assertThat(failed.status()).isEqualTo(NodegroupStatus.CREATE_FAILED);
    assertThat(failed.health().issues())
        .singleElement()
        .satisfies(
            issue -> {
              assertThat(issue.code()).isEqualTo(NodegroupIssueCode.ASG_INSTANCE_LAUNCH_FAILURES);
              assertThat(issue.message())
                  .contains("InsufficientInstanceCapacity", "m6i.large", "us-east-1");
            });
  }

  @Test
  void fails_a_cluster_that_can_only_be_deleted() {
    cloud.setCondition("eks-create-fails", "one", "");
    cluster(it -> {});

    Cluster failed = eks.describeCluster(it -> it.name("one")).cluster();
    assertThat(failed.status()).isEqualTo(ClusterStatus.FAILED);
    assertThat(failed.endpoint()).isNull();

    eks.deleteCluster(it -> it.name("one"));
    assertAwsError(
        "ResourceNotFoundException", () -> eks.describeCluster(it -> it.name("one")).cluster());
  }

  @Test
  void fails_a_node_group_whose_nodes_never_join() {
    cluster(it -> {});
    cloud.setCondition("nodes-never-join", "one", "no-route");
    nodes(it -> {});

    Nodegroup failed = nodegroup();

    assertThat(failed.status()).isEqualTo(NodegroupStatus.CREATE_FAILED);
    assertThat(failed.health().issues().getFirst().code())
        .isEqualTo(NodegroupIssueCode.NODE_CREATION_FAILURE);
    assertThat(failed.health().issues().getFirst().resourceIds()).hasSize(2);
    assertThat(planes.setNodes).isEmpty();
  }

  @Test
  void degrades_an_addon_until_nodes_exist() {
    cluster(it -> {});
    eks.createAddon(it -> it.clusterName("one").addonName("coredns"));
    assertThat(addon("coredns")).isEqualTo(AddonStatus.DEGRADED);

    nodes(it -> {});

    assertThat(addon("coredns")).isEqualTo(AddonStatus.ACTIVE);
    assertAwsError(
        "ResourceInUseException",
        () -> eks.createAddon(it -> it.clusterName("one").addonName("coredns")));
    assertAwsError(
        "InvalidParameterException",
        () -> eks.createAddon(it -> it.clusterName("one").addonName("no-such-thing")));
    assertAwsError(
        "InvalidParameterException",
        () ->
            eks.createAddon(
                it -> it.clusterName("one").addonName("vpc-cni").addonVersion("v0.0.1")));
  }

  @Test
  void fails_an_addon_that_conflicts_with_its_self_managed_copy() {
    cluster(it -> it.bootstrapSelfManagedAddons(true));
    eks.createAddon(it -> it.clusterName("one").addonName("vpc-cni"));
    eks.createAddon(
        it -> it.clusterName("one").addonName("kube-proxy").resolveConflicts("OVERWRITE"));

    assertThat(addon("vpc-cni")).isEqualTo(AddonStatus.CREATE_FAILED);
    assertThat(addon("kube-proxy")).isEqualTo(AddonStatus.ACTIVE);
  }

  @Test
  void allows_access_only_with_an_access_entry() {
    cluster(it -> {});
    String operator = role("operator", "ec2.amazonaws.com");
    String session = "arn:aws:sts::" + ACCOUNT + ":assumed-role/operator/me";
    assertThat(
            service.allowsAccess(ACCOUNT, REGION, "one", "arn:aws:iam::" + ACCOUNT + ":user/test"))
        .isTrue();
    assertThat(service.allowsAccess(ACCOUNT, REGION, "one", session)).isFalse();

    eks.createAccessEntry(it -> it.clusterName("one").principalArn(operator));

    assertThat(service.allowsAccess(ACCOUNT, REGION, "one", session)).isFalse();
    eks.associateAccessPolicy(
        it ->
            it.clusterName("one")
                .principalArn(operator)
                .policyArn("arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy")
                .accessScope(scope -> scope.type(AccessScopeType.CLUSTER)));
    assertThat(service.allowsAccess(ACCOUNT, REGION, "one", session)).isTrue();
    assertAwsError(
        "ResourceInUseException",
        () -> eks.createAccessEntry(it -> it.clusterName("one").principalArn(operator)));
    assertAwsError(
        "InvalidParameterException",
        () -> eks.createAccessEntry(it -> it.clusterName("one").principalArn(operator + "x")));
  }

  @Test
  void an_access_entry_does_not_work_for_a_role_that_was_created_again() {
    cluster(it -> {});
    String operator = role("operator", "ec2.amazonaws.com");
    String session = "arn:aws:sts::" + ACCOUNT + ":assumed-role/operator/me";
    permit(operator);
    assertThat(service.allowsAccess(ACCOUNT, REGION, "one", session)).isTrue();

    iam.deleteRole(it -> it.roleName("operator"));
    role("operator", "ec2.amazonaws.com");

    assertThat(service.allowsAccess(ACCOUNT, REGION, "one", session)).isFalse();
    eks.deleteAccessEntry(it -> it.clusterName("one").principalArn(operator));
    permit(operator);
    assertThat(service.allowsAccess(ACCOUNT, REGION, "one", session)).isTrue();
  }

  private void permit(String role) {
    eks.createAccessEntry(it -> it.clusterName("one").principalArn(role));
    eks.associateAccessPolicy(
        it ->
            it.clusterName("one")
                .principalArn(role)
                .policyArn("arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy")
                .accessScope(scope -> scope.type(AccessScopeType.CLUSTER)));
  }

  @Test
  void accepts_only_existing_principals_that_are_not_linked_to_a_service() {
    cluster(it -> {});
    for (String invalid :
        List.of(
            "arn:aws:sts::" + ACCOUNT + ":assumed-role/nodes/me",
            "arn:aws:iam::" + ACCOUNT + ":group/admins",
            "arn:aws-cn:iam::" + ACCOUNT + ":role/nodes",
            "arn:aws:iam::" + ACCOUNT + ":role/aws-service-role/eks.amazonaws.com/x",
            "nodes")) {
      assertAwsError(
          "InvalidParameterException",
          () -> eks.createAccessEntry(it -> it.clusterName("one").principalArn(invalid)));
    }
    String entry =
        eks.createAccessEntry(it -> it.clusterName("one").principalArn(nodeRole))
            .accessEntry()
            .accessEntryArn();

    assertThat(entry)
        .startsWith(
            "arn:aws:eks:"
                + REGION
                + ":"
                + ACCOUNT
                + ":access-entry/one/role/"
                + ACCOUNT
                + "/nodes/");
  }

  @Test
  void upgrades_by_one_minor_version_at_a_time() {
    cluster(it -> it.version("1.31"));

    assertAwsError(
        "InvalidParameterException",
        () -> eks.updateClusterVersion(it -> it.name("one").version("1.33")));
    eks.updateClusterVersion(it -> it.name("one").version("1.32"));

    assertThat(described().version()).isEqualTo("1.32");
    assertThat(planes.version).isEqualTo("1.32");
  }

  @Test
  void nodes_and_add_ons_keep_their_version_until_they_are_updated_themselves() {
    cluster(it -> it.version("1.31"));
    nodes(it -> {});
    nodegroup();
    eks.createAddon(it -> it.clusterName("one").addonName("kube-proxy"));
    eks.updateClusterVersion(it -> it.name("one").version("1.32"));
    described();

    assertThat(nodegroup().version()).isEqualTo("1.31");
    assertThat(planes.kubelets).containsEntry("system", "1.31");
    assertThat(planes.addOns).containsEntry("kube-proxy", "v1.31.3-eksbuild.2");
    assertAwsError(
        "InvalidParameterException",
        () -> eks.updateClusterVersion(it -> it.name("one").version("1.33")));

    eks.updateAddon(
        it -> it.clusterName("one").addonName("kube-proxy").addonVersion("v1.32.3-eksbuild.2"));
    eks.updateNodegroupVersion(it -> it.clusterName("one").nodegroupName("system"));

    assertThat(nodegroup().version()).isEqualTo("1.32");
    assertThat(planes.kubelets).containsEntry("system", "1.32");
    assertThat(planes.addOns).containsEntry("kube-proxy", "v1.32.3-eksbuild.2");
    eks.deleteAddon(it -> it.clusterName("one").addonName("kube-proxy"));
    described();
    assertThat(planes.addOns).isEmpty();
  }

  @Test
  void an_update_of_an_add_on_without_its_role_removes_the_role_and_keeps_the_rest() {
    cluster(it -> {});
    eks.createAddon(
        it ->
            it.clusterName("one")
                .addonName("kube-proxy")
                .configurationValues("{}")
                .serviceAccountRoleArn(nodeRole));
    Addon created = described("kube-proxy");

    eks.updateAddon(
        it -> it.clusterName("one").addonName("kube-proxy").resolveConflicts("OVERWRITE"));

    Addon updated = described("kube-proxy");
    assertThat(created.serviceAccountRoleArn()).isEqualTo(nodeRole);
    assertThat(updated.serviceAccountRoleArn()).isNull();
    assertThat(updated.addonVersion()).isEqualTo(created.addonVersion());
    assertThat(updated.configurationValues()).isEqualTo("{}");
  }

  @Test
  void leaves_nothing_after_the_deletion_of_a_cluster() {
    cluster(it -> {});
    nodes(it -> {});
    described();
    eks.deleteNodegroup(it -> it.clusterName("one").nodegroupName("system"));
    assertAwsError("ResourceNotFoundException", this::nodegroup);

    eks.deleteCluster(it -> it.name("one"));

    assertAwsError("ResourceNotFoundException", this::described);
    assertThat(interfaces()).isZero();
    assertThat(ec2.describeSecurityGroups(it -> {}).securityGroups()).hasSize(2);
    assertThat(planes.stopped).isTrue();
    assertThat(service.taggedResources(ACCOUNT, REGION)).isEmpty();
  }

  private void cluster(Consumer<CreateClusterRequest.Builder> change) {
    eks.createCluster(
        it -> {
          it.name("one")
              .roleArn(clusterRole)
              .resourcesVpcConfig(vpc -> vpc.subnetIds(subnets))
              .bootstrapSelfManagedAddons(false)
              .accessConfig(access -> access.authenticationMode(AuthenticationMode.API))
              .logging(logging -> logging.clusterLogging(on -> on.enabled(true).types(LogType.API)))
              .tags(Map.of("a", "b"));
          change.accept(it);
        });
  }

  private void nodes(Consumer<CreateNodegroupRequest.Builder> change) {
    eks.createNodegroup(
        it -> {
          it.clusterName("one")
              .nodegroupName("system")
              .nodeRole(nodeRole)
              .subnets(subnets)
              .instanceTypes("m6i.large")
              .labels(Map.of("role", "system"))
              .scalingConfig(size -> size.minSize(2).desiredSize(2).maxSize(3));
          change.accept(it);
        });
  }

  private Cluster described() {
    return eks.describeCluster(it -> it.name("one")).cluster();
  }

  private Nodegroup nodegroup() {
    return eks.describeNodegroup(it -> it.clusterName("one").nodegroupName("system")).nodegroup();
  }

  private AddonStatus addon(String name) {
    return described(name).status();
  }

  private Addon described(String addOn) {
    return eks.describeAddon(it -> it.clusterName("one").addonName(addOn)).addon();
  }

  /** Records the calls. */
  private static final class RecordingControlPlanes implements ClusterControlPlanes {
    final Map<String, Integer> setNodes = new TreeMap<>();
    final Map<String, String> labels = new TreeMap<>();
    final Map<String, String> kubelets = new TreeMap<>();
    final Map<String, String> addOns = new TreeMap<>();
    String version = "";
    boolean stopped;

    @Override
    public Endpoint start(String account, String region, String cluster, String version) {
      return new Endpoint("https://" + cluster, "Y2E=");
    }

    @Override
    public void update(String account, String region, String cluster, String kubernetesVersion) {
      version = kubernetesVersion;
    }

    @Override
    public void setNodes(String account, String region, String cluster, NodeGroupNodes group) {
      setNodes.put(group.name(), group.desired());
      kubelets.put(group.name(), group.kubernetesVersion());
      labels.putAll(group.labels());
    }

    @Override
    public void installAddOn(
        String account, String region, String cluster, String addOn, String addOnVersion) {
      addOns.put(addOn, addOnVersion);
    }

    @Override
    public void removeAddOn(String account, String region, String cluster, String addOn) {
      addOns.remove(addOn);
    }

    @Override
    public void stop(String account, String region, String cluster) {
      stopped = true;
    }
  }
}
