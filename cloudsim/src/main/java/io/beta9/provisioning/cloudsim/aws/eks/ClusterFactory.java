package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.model.AuthenticationMode;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.CreateClusterRequest;
import software.amazon.awssdk.services.eks.model.IpFamily;
import software.amazon.awssdk.services.eks.model.KubernetesNetworkConfigRequest;
import software.amazon.awssdk.services.eks.model.KubernetesNetworkConfigResponse;
import software.amazon.awssdk.services.eks.model.LogSetup;
import software.amazon.awssdk.services.eks.model.LogType;
import software.amazon.awssdk.services.eks.model.Logging;
import software.amazon.awssdk.services.eks.model.SupportType;
import software.amazon.awssdk.services.eks.model.VpcConfigRequest;
import software.amazon.awssdk.services.eks.model.VpcConfigResponse;

/** Creates the description of a new cluster: the request's values and AWS's defaults. */
final class ClusterFactory {
  private ClusterFactory() {}

  static Cluster of(CreateClusterRequest request, String vpcId, String securityGroup, Call call) {
    String version = KubernetesVersions.require(request.version());
    Cluster.Builder cluster =
        Cluster.builder()
            .name(request.name())
            .arn(call.arn("eks", "cluster/" + request.name()))
            .createdAt(call.now())
            .version(version)
            .platformVersion(KubernetesVersions.platformVersion(version))
            .roleArn(request.roleArn())
            .status(ClusterStatus.CREATING)
            .resourcesVpcConfig(vpc(request.resourcesVpcConfig(), vpcId, securityGroup))
            .kubernetesNetworkConfig(network(request.kubernetesNetworkConfig()))
            .logging(logging(request.logging()))
            .accessConfig(access -> access.authenticationMode(mode(request)))
            .identity(
                identity ->
                    identity.oidc(
                        oidc ->
                            oidc.issuer(
                                "https://oidc.eks."
                                    + call.region()
                                    + "."
                                    + call.partition().dnsSuffix()
                                    + "/id/"
                                    + RandomIds.hex(32).toUpperCase(Locale.ROOT))))
            .health(health -> health.issues(List.of()))
            .upgradePolicy(
                policy ->
                    policy.supportType(
                        request.upgradePolicy() == null
                            ? SupportType.EXTENDED
                            : request.upgradePolicy().supportType()))
            .deletionProtection(Boolean.TRUE.equals(request.deletionProtection()))
            .clientRequestToken(request.clientRequestToken());
    if (!request.encryptionConfig().isEmpty()) {
      cluster.encryptionConfig(request.encryptionConfig());
    }
    if (request.zonalShiftConfig() != null) {
      cluster.zonalShiftConfig(shift -> shift.enabled(request.zonalShiftConfig().enabled()));
    }
    return cluster.build();
  }

  private static AuthenticationMode mode(CreateClusterRequest request) {
    return request.accessConfig() == null || request.accessConfig().authenticationMode() == null
        ? AuthenticationMode.CONFIG_MAP
        : request.accessConfig().authenticationMode();
  }

  static VpcConfigResponse vpc(VpcConfigRequest requested, String vpcId, String securityGroup) {
    boolean reachable = !Boolean.FALSE.equals(requested.endpointPublicAccess());
    return VpcConfigResponse.builder()
        .subnetIds(requested.subnetIds())
        .securityGroupIds(requested.securityGroupIds())
        .clusterSecurityGroupId(securityGroup)
        .vpcId(vpcId)
        .endpointPublicAccess(reachable)
        .endpointPrivateAccess(Boolean.TRUE.equals(requested.endpointPrivateAccess()))
        .publicAccessCidrs(
            !requested.publicAccessCidrs().isEmpty()
                ? requested.publicAccessCidrs()
                : reachable ? List.of("0.0.0.0/0") : List.of())
        .build();
  }

  private static KubernetesNetworkConfigResponse network(
      @Nullable KubernetesNetworkConfigRequest requested) {
    String cidr = requested == null ? null : requested.serviceIpv4Cidr();
    IpFamily family = requested == null ? null : requested.ipFamily();
    return KubernetesNetworkConfigResponse.builder()
        .serviceIpv4Cidr(cidr == null ? "172.20.0.0/16" : cidr)
        .ipFamily(family == null ? IpFamily.IPV4 : family)
        .elasticLoadBalancing(balancing -> balancing.enabled(false))
        .build();
  }

  /** Returns the setup of all log types, enabled and disabled. */
  static Logging logging(@Nullable Logging requested) {
    Set<LogType> on = enabled(requested);
    List<LogSetup> setups = new ArrayList<>();
    List<LogType> off = LogType.knownValues().stream().filter(type -> !on.contains(type)).toList();
    if (!on.isEmpty()) {
      setups.add(LogSetup.builder().types(on).enabled(true).build());
    }
    if (!off.isEmpty()) {
      setups.add(LogSetup.builder().types(off).enabled(false).build());
    }
    return Logging.builder().clusterLogging(setups).build();
  }

  static Set<LogType> enabled(@Nullable Logging logging) {
    Set<LogType> on = new TreeSet<>();
    if (logging != null) {
      logging.clusterLogging().stream()
          .filter(setup -> Boolean.TRUE.equals(setup.enabled()))
          .forEach(setup -> on.addAll(setup.types()));
    }
    return on;
  }
}
