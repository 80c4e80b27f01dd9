package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.IdentityDirectory;
import io.beta9.provisioning.cloudsim.aws.ec2.NetworkAccess;
import io.beta9.provisioning.cloudsim.aws.ec2.compute.InstanceCatalog;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.ClusterEntry;
import io.beta9.provisioning.cloudsim.aws.quotas.Quota;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;
import software.amazon.awssdk.services.eks.model.CreateNodegroupRequest;
import software.amazon.awssdk.services.eks.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.eks.model.NodegroupScalingConfig;

/** Validates requests to create or update a node group. */
final class NodegroupValidator {
  private final NetworkAccess networks;
  private final IdentityDirectory identities;

  NodegroupValidator(NetworkAccess networks, IdentityDirectory identities) {
    this.networks = networks;
    this.identities = identities;
  }

  void validate(CreateNodegroupRequest request, ClusterEntry cluster, Call call) {
    if (cluster.nodegroups.containsKey(request.nodegroupName())) {
      throw EksErrors.inUse(
          "NodeGroup already exists with name "
              + request.nodegroupName()
              + " and cluster name "
              + cluster.name());
    }
    if (Quota.EKS_NODE_GROUPS_PER_CLUSTER.exceededBy(
        cluster.nodegroups.size() + 1L, call.cloud())) {
      throw EksErrors.limit(
          "Maximum number of managed node groups per cluster reached: "
              + (int) Quota.EKS_NODE_GROUPS_PER_CLUSTER.valueIn(call.cloud()));
    }
    checkRole(request.nodeRole());
    checkSubnets(request.subnets(), cluster, call);
    checkScaling(request.scalingConfig());
    String version = request.version();
    if (version != null
        && KubernetesVersions.minor(KubernetesVersions.require(version))
            > KubernetesVersions.minor(cluster.cluster.version())) {
      throw EksErrors.invalidParameter(
          "Requested Nodegroup version " + version + " is not supported for the cluster version");
    }
    if (request.launchTemplate() != null) {
      checkLaunchTemplate(request, call);
    }
    checkInstanceTypes(request);
    checkOfferings(request, call);
  }

  private void checkRole(@Nullable String arn) {
    if (arn == null || identities.role(arn).isEmpty()) {
      String name = arn == null ? "null" : arn.substring(arn.lastIndexOf('/') + 1);
      throw EksErrors.invalidParameter(
          "The role with name "
              + name
              + " cannot be found. (Service: AmazonIdentityManagement; Status Code: 404; Error"
              + " Code: NoSuchEntity)");
    }
    if (!identities.trusts(arn, "sts:AssumeRole", "ec2.amazonaws.com", Map.of())) {
      throw EksErrors.invalidParameter(
          "Following required service principals [ec2.amazonaws.com] were not found in the trust"
              + " relationships of nodeRole "
              + arn);
    }
  }

  private void checkSubnets(List<String> subnets, ClusterEntry cluster, Call call) {
    if (subnets.isEmpty()) {
      throw EksErrors.invalidParameter("Subnets can't be empty");
    }
    for (String id : subnets) {
      boolean inVpc =
          networks
              .subnet(call.account(), call.region(), id)
              .filter(it -> it.vpcId().equals(cluster.cluster.resourcesVpcConfig().vpcId()))
              .isPresent();
      if (!inVpc) {
        throw EksErrors.invalidParameter(
            "The subnet ID '" + id + "' does not exist in the cluster's VPC");
      }
    }
  }

  static void checkScaling(@Nullable NodegroupScalingConfig scaling) {
    if (scaling == null) {
      return;
    }
    if (scaling.minSize() > scaling.desiredSize()) {
      throw EksErrors.invalidParameter(
          "Minimum capacity "
              + scaling.minSize()
              + " can't be greater than desired size "
              + scaling.desiredSize());
    }
    if (scaling.desiredSize() > scaling.maxSize()) {
      throw EksErrors.invalidParameter(
          "desired capacity "
              + scaling.desiredSize()
              + " can't be greater than max size "
              + scaling.maxSize());
    }
  }

  private void checkLaunchTemplate(CreateNodegroupRequest request, Call call) {
    if (request.diskSize() != null) {
      throw EksErrors.invalidParameter("Disk size must be specified within the launch template.");
    }
    if (request.remoteAccess() != null) {
      throw EksErrors.invalidParameter(
          "Remote access configuration cannot be specified with a launch template.");
    }
    ResponseLaunchTemplateData data = launchTemplateData(request.launchTemplate(), call);
    if (data.instanceType() != null && !request.instanceTypes().isEmpty()) {
      throw EksErrors.invalidRequest(
          "Cannot specify instance types in launch template and API request");
    }
  }

  ResponseLaunchTemplateData launchTemplateData(LaunchTemplateSpecification template, Call call) {
    try {
      return networks
          .launchTemplate(
              call.account(), call.region(), template.id(), template.name(), template.version())
          .launchTemplateData();
    } catch (AwsErrorException missing) {
      throw EksErrors.invalidRequest(
          "Launch template details can't be used: " + missing.getMessage());
    }
  }

  private static void checkInstanceTypes(CreateNodegroupRequest request) {
    String ami = request.amiTypeAsString();
    for (String type : request.instanceTypes()) {
      InstanceCatalog.Type known =
          InstanceCatalog.find(type)
              .orElseThrow(
                  () ->
                      EksErrors.invalidParameter(
                          "The following supplied instance types do not exist: [" + type + "]"));
      if (ami != null
          && !ami.startsWith("CUSTOM")
          && isArm(ami) != known.architecture().equals("arm64")) {
        throw EksErrors.invalidParameter(
            "[" + type + "] is not a valid instance type for requested amiType " + ami);
      }
    }
  }

  private void checkOfferings(CreateNodegroupRequest request, Call call) {
    for (String id : request.subnets()) {
      String zone =
          networks.subnet(call.account(), call.region(), id).orElseThrow().availabilityZone();
      for (String name : request.instanceTypes()) {
        boolean offered =
            InstanceCatalog.find(name).filter(t -> InstanceCatalog.isSoldIn(t, zone)).isPresent()
                && call.cloud()
                    .conditions()
                    .find("instance-not-offered", name + "/" + zone)
                    .isEmpty();
        if (!offered) {
          throw EksErrors.invalidRequest(
              "Your requested instance type ("
                  + name
                  + ") is not supported in your requested Availability Zone ("
                  + zone
                  + "). Please retry your request by choosing a subnet in another Availability"
                  + " Zone.");
        }
      }
    }
  }

  private static boolean isArm(String ami) {
    return ami.contains("ARM_64");
  }
}
