package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.IdentityDirectory;
import io.beta9.provisioning.cloudsim.aws.ec2.NetworkAccess;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Zones;
import io.beta9.provisioning.cloudsim.aws.kms.KeyResolver;
import io.beta9.provisioning.cloudsim.aws.quotas.Quota;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.eks.model.CreateClusterRequest;
import software.amazon.awssdk.services.eks.model.VpcConfigRequest;

/** Validates requests to create a cluster. */
final class ClusterValidator {
  private static final Pattern NAME = Pattern.compile("[0-9A-Za-z][A-Za-z0-9_-]{0,99}");

  /**
   * Zones without control planes.
   *
   * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html">Amazon EKS
   *     networking requirements</a>
   */
  private static final Set<String> UNSUPPORTED_ZONES = Set.of("use1-az3", "usw1-az2", "cac1-az3");

  private final NetworkAccess networks;
  private final IdentityDirectory identities;
  private final KeyResolver keys;

  ClusterValidator(NetworkAccess networks, IdentityDirectory identities, KeyResolver keys) {
    this.networks = networks;
    this.identities = identities;
    this.keys = keys;
  }

  /** Validates the request, and returns the id of the cluster's VPC. */
  String validate(CreateClusterRequest request, EksState state, Call call) {
    checkName(request.name());
    if (state.clusters.containsKey(request.name())) {
      throw EksErrors.inUse("Cluster already exists with name: " + request.name());
    }
    KubernetesVersions.require(request.version());
    checkQuota(state, call);
    checkRole(request.roleArn());
    request
        .encryptionConfig()
        .forEach(
            config -> {
              try {
                keys.enabledKeyArn(config.provider().keyArn(), call);
              } catch (AwsErrorException e) {
                throw EksErrors.invalidParameter(
                    "Unable to use the encryption key: " + e.getMessage());
              }
            });
    String vpc = checkSubnets(request.name(), request.resourcesVpcConfig(), call);
    EndpointAccess.validate(ClusterFactory.vpc(request.resourcesVpcConfig(), vpc, ""));
    return vpc;
  }

  private static void checkName(@Nullable String name) {
    if (name == null || !NAME.matcher(name).matches()) {
      throw EksErrors.invalidParameter(
          "The cluster name '"
              + name
              + "' is invalid: it can contain only alphanumeric characters, hyphens and"
              + " underscores, must start with an alphanumeric character and can't be longer than"
              + " 100 characters");
    }
  }

  private static void checkQuota(EksState state, Call call) {
    if (Quota.EKS_CLUSTERS.exceededBy(state.clusters.size() + 1L, call.cloud())) {
      throw EksErrors.limit(
          "Cluster limit exceeded for account: "
              + call.account()
              + ". The limit of "
              + (int) Quota.EKS_CLUSTERS.valueIn(call.cloud())
              + " clusters in "
              + call.region()
              + " has been reached.");
    }
  }

  private void checkRole(@Nullable String arn) {
    if (arn == null || !identities.trusts(arn, "sts:AssumeRole", "eks.amazonaws.com", Map.of())) {
      throw EksErrors.invalidParameter(
          "Role with arn: "
              + arn
              + ", could not be assumed because it does not exist or the trusted entity is not"
              + " correct");
    }
  }

  private String checkSubnets(String cluster, @Nullable VpcConfigRequest requested, Call call) {
    if (requested == null || requested.subnetIds().isEmpty()) {
      throw EksErrors.invalidParameter("resourcesVpcConfig.subnetIds must not be empty");
    }
    Set<String> zones = new TreeSet<>();
    Set<String> vpcs = new TreeSet<>();
    for (String id : requested.subnetIds()) {
      Subnet subnet =
          networks
              .subnet(call.account(), call.region(), id)
              .orElseThrow(
                  () ->
                      EksErrors.invalidParameter(
                          "The subnet ID '"
                              + id
                              + "' does not exist (Service: Ec2, Status Code: 400)"));
      zones.add(subnet.availabilityZone());
      vpcs.add(subnet.vpcId());
    }
    if (vpcs.size() > 1) {
      throw EksErrors.invalidParameter("Subnets specified must belong to the same VPC");
    }
    for (String zone : zones) {
      checkZone(cluster, zone, call);
    }
    if (zones.size() < 2) {
      throw EksErrors.invalidParameter("Subnets specified must be in at least two different AZs");
    }
    for (String group : requested.securityGroupIds()) {
      if (networks.securityGroup(call.account(), call.region(), group).isEmpty()) {
        throw EksErrors.invalidParameter(
            "The security group '" + group + "' does not exist (Service: Ec2, Status Code: 400)");
      }
    }
    return vpcs.iterator().next();
  }

  private static void checkZone(String cluster, String zone, Call call) {
    if (UNSUPPORTED_ZONES.contains(Zones.idOf(call.account(), zone))) {
      throw new AwsErrorException(
          400,
          "UnsupportedAvailabilityZoneException",
          "Cannot create cluster '"
              + cluster
              + "' because EKS does not support creating control plane instances in "
              + zone
              + ", the targeted availability zone. Retry cluster creation using control plane"
              + " subnets that span at least two of these availability zones: "
              + Zones.of(call.region()).stream()
                  .filter(other -> !UNSUPPORTED_ZONES.contains(Zones.idOf(call.account(), other)))
                  .collect(Collectors.joining(", "))
              + ".");
    }
  }
}
