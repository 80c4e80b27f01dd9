package io.beta9.provisioning.aws.nodes;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.IpPermission;

/** Creates a cluster and its node group "system" in a simulated account, with faults. */
public final class NodeJoinFixture {
  public static final String CLUSTER = SimulatedAccount.ID.resourcePrefix();
  public static final String GROUP = "system";
  static final String ROLE = CLUSTER + "-nodes";
  static final String MACHINE = "m6i.large";

  private static final String TRUST =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
       "Principal":{"Service":"%s.amazonaws.com"},"Action":"sts:AssumeRole"}]}
      """;

  private final AwsSession session;
  private final List<String> subnets;
  private final String nodeRole;

  /**
   * Creates a cluster without nodes.
   *
   * @param prefix the prefix length of the subnets: 24, or 28 for few addresses
   */
  public NodeJoinFixture(AwsSession session, int prefix) {
    this.session = session;
    String vpc = session.ec2().createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    this.subnets =
        List.of("a", "b").stream()
            .map(
                zone ->
                    session
                        .ec2()
                        .createSubnet(
                            r ->
                                r.vpcId(vpc)
                                    .availabilityZone(SimulatedAccount.REGION + zone)
                                    .cidrBlock("10.0." + zone.charAt(0) % 2 + ".0/" + prefix))
                        .subnet()
                        .subnetId())
            .toList();
    String role = role("cluster", "eks", "AmazonEKSClusterPolicy");
    this.nodeRole =
        role(
            "nodes",
            "ec2",
            "AmazonEKSWorkerNodePolicy",
            "AmazonEKS_CNI_Policy",
            "AmazonEC2ContainerRegistryReadOnly");
    session
        .eks()
        .createCluster(
            r ->
                r.name(CLUSTER)
                    .version("1.33")
                    .roleArn(role)
                    .resourcesVpcConfig(it -> it.subnetIds(subnets)));
  }

  /** Creates the node group. */
  public void nodes() {
    nodes(GROUP, subnets, 1);
  }

  /** Creates the group without nodes. */
  public void emptyGroup() {
    create(GROUP, subnets, 0);
  }

  /** Creates a group of this name with one node. */
  public void nodes(String group) {
    nodes(group, subnets, 1);
  }

  /** Requests a node in the existing group. */
  public void addNode() {
    session
        .eks()
        .updateNodegroupConfig(
            r ->
                r.clusterName(CLUSTER)
                    .nodegroupName(GROUP)
                    .scalingConfig(s -> s.minSize(0).maxSize(1).desiredSize(1)));
    tagInstances();
  }

  private void nodes(String group, List<String> in, int number) {
    create(group, in, number);
    tagInstances();
  }

  private void create(String group, List<String> in, int number) {
    session
        .eks()
        .createNodegroup(
            r ->
                r.clusterName(CLUSTER)
                    .nodegroupName(group)
                    .nodeRole(nodeRole)
                    .instanceTypes(MACHINE)
                    .subnets(in)
                    .scalingConfig(
                        s -> s.minSize(0).maxSize(Math.max(1, number)).desiredSize(number)));
  }

  /** Sets the tag that instances get from the module's launch template. */
  private void tagInstances() {
    List<String> instances =
        session.ec2().describeInstances().reservations().stream()
            .flatMap(reservation -> reservation.instances().stream())
            .map(Instance::instanceId)
            .toList();
    if (!instances.isEmpty()) {
      session
          .ec2()
          .createTags(
              r ->
                  r.resources(instances)
                      .tags(t -> t.key("beta9:managed-by").value("beta9-provisioning")));
    }
  }

  public List<String> subnets() {
    return subnets;
  }

  public void detach(String policy) {
    session
        .iam()
        .detachRolePolicy(r -> r.roleName(ROLE).policyArn("arn:aws:iam::aws:policy/" + policy));
  }

  /** Returns the id of the cluster security group. */
  public String controlPlane() {
    return session
        .eks()
        .describeCluster(r -> r.name(CLUSTER))
        .cluster()
        .resourcesVpcConfig()
        .clusterSecurityGroupId();
  }

  /** Removes all ingress rules of the cluster security group. */
  public void removeControlPlaneIngress() {
    String group = controlPlane();
    List<IpPermission> rules =
        session
            .ec2()
            .describeSecurityGroups(r -> r.groupIds(group))
            .securityGroups()
            .getFirst()
            .ipPermissions();
    session.ec2().revokeSecurityGroupIngress(r -> r.groupId(group).ipPermissions(rules));
  }

  /** Uses up all free addresses by other nodes. */
  public void fill() {
    for (String subnet : subnets) {
      int free =
          session
              .ec2()
              .describeSubnets(r -> r.subnetIds(subnet))
              .subnets()
              .getFirst()
              .availableIpAddressCount();
      nodes("filler-" + subnet, List.of(subnet), free);
      session
          .eks()
          .describeNodegroup(r -> r.clusterName(CLUSTER).nodegroupName("filler-" + subnet));
    }
  }

  private String role(String name, String service, String... policies) {
    String arn =
        session
            .iam()
            .createRole(
                r ->
                    r.roleName(CLUSTER + "-" + name)
                        .assumeRolePolicyDocument(TRUST.formatted(service)))
            .role()
            .arn();
    for (String policy : policies) {
      session
          .iam()
          .attachRolePolicy(
              r -> r.roleName(CLUSTER + "-" + name).policyArn("arn:aws:iam::aws:policy/" + policy));
    }
    return arn;
  }
}
