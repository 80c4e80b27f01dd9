package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.ec2.NetworkAccess;
import io.beta9.provisioning.cloudsim.aws.ec2.RequesterManagedInterfaces;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.VpcConfigResponse;

/**
 * A cluster's resources in the customer's network: its security group and its control plane's
 * interfaces.
 */
final class ClusterNetworking {
  private static final String DESCRIPTION =
      "EKS created security group applied to ENI that is attached to EKS Control Plane master"
          + " nodes, as well as any managed workloads.";

  private final NetworkAccess networks;
  private final RequesterManagedInterfaces interfaces;

  ClusterNetworking(NetworkAccess networks, RequesterManagedInterfaces interfaces) {
    this.networks = networks;
    this.interfaces = interfaces;
  }

  /** Creates the cluster's security group, which allows traffic between its members. */
  String createSecurityGroup(String cluster, String vpc, Call call) {
    String name = "eks-cluster-sg-" + cluster + "-" + Integer.toUnsignedString(cluster.hashCode());
    String group =
        networks
            .addSecurityGroup(
                call.account(),
                call.region(),
                vpc,
                name,
                DESCRIPTION,
                Map.of(
                    "Name",
                    name,
                    "kubernetes.io/cluster/" + cluster,
                    "owned",
                    "aws:eks:cluster-name",
                    cluster))
            .groupId();
    networks.allowIngress(
        call.account(),
        call.region(),
        group,
        IpPermission.builder()
            .ipProtocol("-1")
            .userIdGroupPairs(pair -> pair.groupId(group).userId(call.account()))
            .build());
    return group;
  }

  /** Creates the control plane's interfaces in the cluster's subnets. */
  void attach(Cluster cluster, Call call) {
    VpcConfigResponse vpc = cluster.resourcesVpcConfig();
    List<String> groups = new ArrayList<>(vpc.securityGroupIds());
    groups.addFirst(vpc.clusterSecurityGroupId());
    interfaces.attach(
        call.account(),
        call.region(),
        vpc.subnetIds(),
        groups,
        "Amazon EKS " + cluster.name(),
        cluster.arn());
  }

  /** Replaces the interfaces after a change of subnets or security groups. */
  void reattach(Cluster cluster, Call call) {
    interfaces.release(cluster.arn());
    attach(cluster, call);
  }

  /** Deletes these resources. A security group that is still in use remains, as in AWS. */
  void release(Cluster cluster, Call call) {
    interfaces.release(cluster.arn());
    try {
      networks.removeSecurityGroup(
          call.account(), call.region(), cluster.resourcesVpcConfig().clusterSecurityGroupId());
    } catch (AwsErrorException e) {
      // EKS also leaves a security group that is still in use
    }
  }
}
