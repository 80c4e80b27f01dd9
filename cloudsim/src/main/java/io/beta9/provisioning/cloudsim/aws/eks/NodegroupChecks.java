package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.AwsFault;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.IdentityDirectory;
import io.beta9.provisioning.cloudsim.aws.ec2.InstanceCatalog;
import io.beta9.provisioning.cloudsim.aws.ec2.Networks;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.ClusterEntry;
import io.beta9.provisioning.cloudsim.aws.quotas.Quota;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;
import software.amazon.awssdk.services.eks.model.CreateNodegroupRequest;
import software.amazon.awssdk.services.eks.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.eks.model.NodegroupScalingConfig;

/** What EKS refuses at once, before it begins to make a node group. */
final class NodegroupChecks {
  private final Networks networks;
  private final IdentityDirectory identities;

  NodegroupChecks(Networks networks, IdentityDirectory identities) {
    this.networks = networks;
    this.identities = identities;
  }

  void check(CreateNodegroupRequest request, ClusterEntry cluster, Call call) {
    if (cluster.nodegroups.containsKey(request.nodegroupName())) {
      throw EksFaults.inUse(
          "NodeGroup already exists with name "
              + request.nodegroupName()
              + " and cluster name "
              + cluster.name());
    }
    if (Quota.EKS_NODE_GROUPS_PER_CLUSTER.exceededBy(
        cluster.nodegroups.size() + 1L, call.cloud())) {
      throw EksFaults.limit(
          "Maximum number of managed node groups per cluster reached: "
              + (int) Quota.EKS_NODE_GROUPS_PER_CLUSTER.in(call.cloud()));
    }
    role(request.nodeRole());
    subnets(request.subnets(), cluster, call);
    scaling(request.scalingConfig());
    String version = request.version();
    if (version != null
        && KubernetesVersions.minor(KubernetesVersions.require(version))
            > KubernetesVersions.minor(cluster.cluster.version())) {
      throw EksFaults.invalidParameter(
          "Requested Nodegroup version " + version + " is not supported for the cluster version");
    }
    if (request.launchTemplate() != null) {
      template(request, call);
    }
    types(request);
  }

  private void role(@Nullable String arn) {
    if (arn == null || identities.role(arn).isEmpty()) {
      String name = arn == null ? "null" : arn.substring(arn.lastIndexOf('/') + 1);
      throw EksFaults.invalidParameter(
          "The role with name "
              + name
              + " cannot be found. (Service: AmazonIdentityManagement; Status Code: 404; Error"
              + " Code: NoSuchEntity)");
    }
    if (!identities.trusts(arn, "sts:AssumeRole", "ec2.amazonaws.com", Map.of())) {
      throw EksFaults.invalidParameter(
          "Following required service principals [ec2.amazonaws.com] were not found in the trust"
              + " relationships of nodeRole "
              + arn);
    }
  }

  private void subnets(List<String> subnets, ClusterEntry cluster, Call call) {
    if (subnets.isEmpty()) {
      throw EksFaults.invalidParameter("Subnets can't be empty");
    }
    for (String id : subnets) {
      boolean inVpc =
          networks
              .subnet(call.account(), call.region(), id)
              .filter(it -> it.vpcId().equals(cluster.cluster.resourcesVpcConfig().vpcId()))
              .isPresent();
      if (!inVpc) {
        throw EksFaults.invalidParameter(
            "The subnet ID '" + id + "' does not exist in the cluster's VPC");
      }
    }
  }

  static void scaling(@Nullable NodegroupScalingConfig scaling) {
    if (scaling == null) {
      return;
    }
    if (scaling.minSize() > scaling.desiredSize()) {
      throw EksFaults.invalidParameter(
          "Minimum capacity "
              + scaling.minSize()
              + " can't be greater than desired size "
              + scaling.desiredSize());
    }
    if (scaling.desiredSize() > scaling.maxSize()) {
      throw EksFaults.invalidParameter(
          "desired capacity "
              + scaling.desiredSize()
              + " can't be greater than max size "
              + scaling.maxSize());
    }
  }

  private void template(CreateNodegroupRequest request, Call call) {
    if (request.diskSize() != null) {
      throw EksFaults.invalidParameter("Disk size must be specified within the launch template.");
    }
    if (request.remoteAccess() != null) {
      throw EksFaults.invalidParameter(
          "Remote access configuration cannot be specified with a launch template.");
    }
    ResponseLaunchTemplateData data = dataOf(request.launchTemplate(), call);
    if (data.instanceType() != null && !request.instanceTypes().isEmpty()) {
      throw EksFaults.invalidRequest(
          "Cannot specify instance types in launch template and API request");
    }
  }

  ResponseLaunchTemplateData dataOf(LaunchTemplateSpecification template, Call call) {
    try {
      return networks
          .launchTemplate(
              call.account(), call.region(), template.id(), template.name(), template.version())
          .launchTemplateData();
    } catch (AwsFault missing) {
      throw EksFaults.invalidRequest(
          "Launch template details can't be used: " + missing.getMessage());
    }
  }

  private static void types(CreateNodegroupRequest request) {
    String ami = request.amiTypeAsString();
    for (String type : request.instanceTypes()) {
      InstanceCatalog.Type known =
          InstanceCatalog.find(type)
              .orElseThrow(
                  () ->
                      EksFaults.invalidParameter(
                          "The following supplied instance types do not exist: [" + type + "]"));
      if (ami != null
          && !ami.startsWith("CUSTOM")
          && arm(ami) != known.architecture().equals("arm64")) {
        throw EksFaults.invalidParameter(
            "[" + type + "] is not a valid instance type for requested amiType " + ami);
      }
    }
  }

  private static boolean arm(String ami) {
    return ami.contains("ARM_64");
  }
}
