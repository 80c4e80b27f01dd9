package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.ClusterEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.eks.model.AssociateEncryptionConfigRequest;
import software.amazon.awssdk.services.eks.model.AssociateEncryptionConfigResponse;
import software.amazon.awssdk.services.eks.model.AuthenticationMode;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.LogSetup;
import software.amazon.awssdk.services.eks.model.LogType;
import software.amazon.awssdk.services.eks.model.Logging;
import software.amazon.awssdk.services.eks.model.SupportType;
import software.amazon.awssdk.services.eks.model.UpdateClusterConfigRequest;
import software.amazon.awssdk.services.eks.model.UpdateClusterConfigResponse;
import software.amazon.awssdk.services.eks.model.UpdateClusterVersionRequest;
import software.amazon.awssdk.services.eks.model.UpdateClusterVersionResponse;
import software.amazon.awssdk.services.eks.model.UpdateParamType;
import software.amazon.awssdk.services.eks.model.UpdateType;
import software.amazon.awssdk.services.eks.model.VpcConfigRequest;
import software.amazon.awssdk.services.eks.model.VpcConfigResponse;

/** Changes of a cluster: one kind at a time, and one at a time. */
final class ClusterUpdates {
  private final ClusterLifecycle progress;
  private final ClusterNetworking networking;

  ClusterUpdates(ClusterLifecycle progress, ClusterNetworking networking) {
    this.progress = progress;
    this.networking = networking;
  }

  void register(Operations operations) {
    operations.on(UpdateClusterConfigRequest.class, this::config);
    operations.on(UpdateClusterVersionRequest.class, this::version);
    operations.on(AssociateEncryptionConfigRequest.class, this::encrypt);
  }

  private UpdateClusterConfigResponse config(UpdateClusterConfigRequest request, Call call) {
    ClusterEntry entry = requireActive(request.name(), call);
    Cluster.Builder changed = entry.cluster.toBuilder();
    UpdateType type;
    Map<UpdateParamType, String> params = new LinkedHashMap<>();
    if (request.logging() != null) {
      type = UpdateType.LOGGING_UPDATE;
      params.put(UpdateParamType.CLUSTER_LOGGING, logging(request.logging(), entry, changed));
    } else if (request.resourcesVpcConfig() != null) {
      type = vpc(request.resourcesVpcConfig(), entry, changed, params);
    } else if (request.accessConfig() != null) {
      type = UpdateType.ACCESS_CONFIG_UPDATE;
      AuthenticationMode mode = accessMode(request.accessConfig().authenticationMode(), entry);
      changed.accessConfig(access -> access.authenticationMode(mode));
      params.put(UpdateParamType.AUTHENTICATION_MODE, mode.toString());
    } else if (request.upgradePolicy() != null) {
      type = UpdateType.UPGRADE_POLICY_UPDATE;
      SupportType support = request.upgradePolicy().supportType();
      changed.upgradePolicy(policy -> policy.supportType(support));
      params.put(UpdateParamType.UPGRADE_POLICY, support.toString());
    } else if (request.zonalShiftConfig() != null) {
      type = UpdateType.ZONAL_SHIFT_CONFIG_UPDATE;
      Boolean enabled = request.zonalShiftConfig().enabled();
      changed.zonalShiftConfig(shift -> shift.enabled(enabled));
      params.put(UpdateParamType.ZONAL_SHIFT_CONFIG, String.valueOf(enabled));
    } else if (request.deletionProtection() != null) {
      type = UpdateType.DELETION_PROTECTION_UPDATE;
      changed.deletionProtection(request.deletionProtection());
      params.put(UpdateParamType.DELETION_PROTECTION, String.valueOf(request.deletionProtection()));
    } else {
      throw EksErrors.invalidParameter("The type for cluster update was not provided.");
    }
    startUpdate(entry, changed.build(), call);
    if (type == UpdateType.VPC_CONFIG_UPDATE) {
      networking.reattach(entry.cluster, call);
    }
    return UpdateClusterConfigResponse.builder()
        .update(Updates.start(entry, "", type, params, call))
        .build();
  }

  private static String logging(Logging wanted, ClusterEntry entry, Cluster.Builder changed) {
    Set<LogType> on = ClusterFactory.enabled(entry.cluster.logging());
    Set<LogType> before = new TreeSet<>(on);
    wanted
        .clusterLogging()
        .forEach(
            setup -> {
              if (Boolean.TRUE.equals(setup.enabled())) {
                on.addAll(setup.types());
              } else {
                on.removeAll(setup.types());
              }
            });
    if (on.equals(before)) {
      throw EksErrors.invalidParameter("No changes needed for the logging config provided");
    }
    changed.logging(
        ClusterFactory.logging(
            Logging.builder()
                .clusterLogging(LogSetup.builder().types(on).enabled(true).build())
                .build()));
    return on.toString();
  }

  private static UpdateType vpc(
      VpcConfigRequest wanted,
      ClusterEntry entry,
      Cluster.Builder changed,
      Map<UpdateParamType, String> params) {
    VpcConfigResponse before = entry.cluster.resourcesVpcConfig();
    VpcConfigResponse.Builder vpc = before.toBuilder();
    boolean places = !wanted.subnetIds().isEmpty() || !wanted.securityGroupIds().isEmpty();
    if (!wanted.subnetIds().isEmpty()) {
      vpc.subnetIds(wanted.subnetIds());
      params.put(UpdateParamType.SUBNETS, wanted.subnetIds().toString());
    }
    if (!wanted.securityGroupIds().isEmpty()) {
      vpc.securityGroupIds(wanted.securityGroupIds());
      params.put(UpdateParamType.SECURITY_GROUPS, wanted.securityGroupIds().toString());
    }
    if (wanted.endpointPublicAccess() != null) {
      vpc.endpointPublicAccess(wanted.endpointPublicAccess());
      params.put(
          UpdateParamType.ENDPOINT_PUBLIC_ACCESS, String.valueOf(wanted.endpointPublicAccess()));
    }
    if (wanted.endpointPrivateAccess() != null) {
      vpc.endpointPrivateAccess(wanted.endpointPrivateAccess());
      params.put(
          UpdateParamType.ENDPOINT_PRIVATE_ACCESS, String.valueOf(wanted.endpointPrivateAccess()));
    }
    if (!wanted.publicAccessCidrs().isEmpty()) {
      vpc.publicAccessCidrs(wanted.publicAccessCidrs());
      params.put(UpdateParamType.PUBLIC_ACCESS_CIDRS, wanted.publicAccessCidrs().toString());
    }
    if (vpc.build().equals(before)) {
      throw EksErrors.invalidParameter(
          "Cluster is already at the desired configuration with endpointPrivateAccess: "
              + before.endpointPrivateAccess()
              + ", endpointPublicAccess: "
              + before.endpointPublicAccess()
              + ", and Public Endpoint Restrictions: "
              + before.publicAccessCidrs());
    }
    changed.resourcesVpcConfig(vpc.build());
    return places ? UpdateType.VPC_CONFIG_UPDATE : UpdateType.ENDPOINT_ACCESS_UPDATE;
  }

  /** The way leads from CONFIG_MAP to API, and not back. */
  private static AuthenticationMode accessMode(AuthenticationMode wanted, ClusterEntry entry) {
    List<AuthenticationMode> way =
        List.of(
            AuthenticationMode.CONFIG_MAP,
            AuthenticationMode.API_AND_CONFIG_MAP,
            AuthenticationMode.API);
    AuthenticationMode before = entry.cluster.accessConfig().authenticationMode();
    if (way.indexOf(wanted) != way.indexOf(before) + 1) {
      throw EksErrors.invalidParameter(
          "Unsupported authentication mode update from " + before + " to " + wanted);
    }
    return wanted;
  }

  private UpdateClusterVersionResponse version(UpdateClusterVersionRequest request, Call call) {
    ClusterEntry entry = requireActive(request.name(), call);
    String wanted = KubernetesVersions.require(request.version());
    String before = entry.cluster.version();
    if (wanted.equals(before)) {
      throw EksErrors.invalidParameter("Cluster is already at the desired version " + wanted);
    }
    if (KubernetesVersions.minor(wanted) != KubernetesVersions.minor(before) + 1) {
      throw EksErrors.invalidParameter(
          "Unsupported Kubernetes minor version update from " + before + " to " + wanted);
    }
    startUpdate(
        entry,
        entry.cluster.toBuilder()
            .version(wanted)
            .platformVersion(KubernetesVersions.platformVersion(wanted))
            .build(),
        call);
    return UpdateClusterVersionResponse.builder()
        .update(
            Updates.start(
                entry,
                "",
                UpdateType.VERSION_UPDATE,
                Map.of(UpdateParamType.VERSION, wanted),
                call))
        .build();
  }

  private AssociateEncryptionConfigResponse encrypt(
      AssociateEncryptionConfigRequest request, Call call) {
    ClusterEntry entry = requireActive(request.clusterName(), call);
    if (!entry.cluster.encryptionConfig().isEmpty()) {
      throw EksErrors.invalidParameter("Encryption is already enabled on the cluster");
    }
    startUpdate(
        entry,
        entry.cluster.toBuilder().encryptionConfig(request.encryptionConfig()).build(),
        call);
    return AssociateEncryptionConfigResponse.builder()
        .update(
            Updates.start(
                entry,
                "",
                UpdateType.ASSOCIATE_ENCRYPTION_CONFIG,
                Map.of(UpdateParamType.ENCRYPTION_CONFIG, request.encryptionConfig().toString()),
                call))
        .build();
  }

  private static void startUpdate(ClusterEntry entry, Cluster changed, Call call) {
    entry.cluster = changed.toBuilder().status(ClusterStatus.UPDATING).build();
    entry.transitionEndsAt = Updates.endsAt(call);
  }

  private ClusterEntry requireActive(String name, Call call) {
    ClusterEntry entry = progress.currentState(call).cluster(name);
    if (entry.cluster.status() != ClusterStatus.ACTIVE) {
      throw EksErrors.inUse(
          "Cannot update because cluster "
              + name
              + " currently has status "
              + entry.cluster.statusAsString());
    }
    return entry;
  }
}
