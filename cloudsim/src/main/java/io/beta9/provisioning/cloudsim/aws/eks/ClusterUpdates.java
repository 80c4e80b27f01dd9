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
import software.amazon.awssdk.services.eks.model.Nodegroup;
import software.amazon.awssdk.services.eks.model.SupportType;
import software.amazon.awssdk.services.eks.model.UpdateClusterConfigRequest;
import software.amazon.awssdk.services.eks.model.UpdateClusterConfigResponse;
import software.amazon.awssdk.services.eks.model.UpdateClusterVersionRequest;
import software.amazon.awssdk.services.eks.model.UpdateClusterVersionResponse;
import software.amazon.awssdk.services.eks.model.UpdateParamType;
import software.amazon.awssdk.services.eks.model.UpdateType;
import software.amazon.awssdk.services.eks.model.VpcConfigRequest;
import software.amazon.awssdk.services.eks.model.VpcConfigResponse;

/** Updates of clusters: one type per update, and one update at a time. */
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

  private static String logging(Logging requested, ClusterEntry entry, Cluster.Builder changed) {
    Set<LogType> enabledTypes = ClusterFactory.enabled(entry.cluster.logging());
    Set<LogType> before = new TreeSet<>(enabledTypes);
    requested
        .clusterLogging()
        .forEach(
            setup -> {
              if (Boolean.TRUE.equals(setup.enabled())) {
                enabledTypes.addAll(setup.types());
              } else {
                enabledTypes.removeAll(setup.types());
              }
            });
    if (enabledTypes.equals(before)) {
      throw EksErrors.invalidParameter("No changes needed for the logging config provided");
    }
    changed.logging(
        ClusterFactory.logging(
            Logging.builder()
                .clusterLogging(LogSetup.builder().types(enabledTypes).enabled(true).build())
                .build()));
    return enabledTypes.toString();
  }

  private static UpdateType vpc(
      VpcConfigRequest requested,
      ClusterEntry entry,
      Cluster.Builder changed,
      Map<UpdateParamType, String> params) {
    VpcConfigResponse before = entry.cluster.resourcesVpcConfig();
    VpcConfigResponse.Builder vpc = before.toBuilder();
    boolean places = !requested.subnetIds().isEmpty() || !requested.securityGroupIds().isEmpty();
    if (!requested.subnetIds().isEmpty()) {
      vpc.subnetIds(requested.subnetIds());
      params.put(UpdateParamType.SUBNETS, requested.subnetIds().toString());
    }
    if (!requested.securityGroupIds().isEmpty()) {
      vpc.securityGroupIds(requested.securityGroupIds());
      params.put(UpdateParamType.SECURITY_GROUPS, requested.securityGroupIds().toString());
    }
    if (requested.endpointPublicAccess() != null) {
      vpc.endpointPublicAccess(requested.endpointPublicAccess());
      params.put(
          UpdateParamType.ENDPOINT_PUBLIC_ACCESS, String.valueOf(requested.endpointPublicAccess()));
    }
    if (requested.endpointPrivateAccess() != null) {
      vpc.endpointPrivateAccess(requested.endpointPrivateAccess());
      params.put(
          UpdateParamType.ENDPOINT_PRIVATE_ACCESS,
          String.valueOf(requested.endpointPrivateAccess()));
    }
    if (!requested.publicAccessCidrs().isEmpty()) {
      vpc.publicAccessCidrs(requested.publicAccessCidrs());
      params.put(UpdateParamType.PUBLIC_ACCESS_CIDRS, requested.publicAccessCidrs().toString());
    }
    EndpointAccess.validate(vpc.build());
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

  /** Validates a change of the authentication mode: only from CONFIG_MAP towards API. */
  private static AuthenticationMode accessMode(AuthenticationMode requested, ClusterEntry entry) {
    List<AuthenticationMode> upgradeOrder =
        List.of(
            AuthenticationMode.CONFIG_MAP,
            AuthenticationMode.API_AND_CONFIG_MAP,
            AuthenticationMode.API);
    AuthenticationMode before = entry.cluster.accessConfig().authenticationMode();
    if (upgradeOrder.indexOf(requested) != upgradeOrder.indexOf(before) + 1) {
      throw EksErrors.invalidParameter(
          "Unsupported authentication mode update from " + before + " to " + requested);
    }
    return requested;
  }

  private UpdateClusterVersionResponse version(UpdateClusterVersionRequest request, Call call) {
    ClusterEntry entry = requireActive(request.name(), call);
    String requested = KubernetesVersions.require(request.version());
    String before = entry.cluster.version();
    if (requested.equals(before)) {
      throw EksErrors.invalidParameter("Cluster is already at the desired version " + requested);
    }
    if (KubernetesVersions.minor(requested) != KubernetesVersions.minor(before) + 1) {
      throw EksErrors.invalidParameter(
          "Unsupported Kubernetes minor version update from " + before + " to " + requested);
    }
    List<String> behind =
        entry.nodegroups.values().stream()
            .map(group -> group.nodegroup)
            .filter(
                group ->
                    KubernetesVersions.minor(group.version()) < KubernetesVersions.minor(before))
            .map(Nodegroup::nodegroupName)
            .toList();
    if (!behind.isEmpty()) {
      throw EksErrors.invalidParameter(
          "Nodegroups "
              + behind
              + " must be updated to match cluster version "
              + before
              + " before updating cluster version");
    }
    // Until the end of the update the cluster is described with its earlier version.
    entry.nextVersion = requested;
    startUpdate(entry, entry.cluster, call);
    return UpdateClusterVersionResponse.builder()
        .update(
            Updates.start(
                entry,
                "",
                UpdateType.VERSION_UPDATE,
                Map.of(UpdateParamType.VERSION, requested),
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
    if (entry.cluster.status() == ClusterStatus.UPDATING) {
      throw EksErrors.inUse(
          "Cannot update because cluster " + name + " currently has an update in progress");
    }
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
