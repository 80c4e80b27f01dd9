package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.SdkFields;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.ClusterEntry;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.NodegroupEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.eks.model.Nodegroup;
import software.amazon.awssdk.services.eks.model.NodegroupScalingConfig;
import software.amazon.awssdk.services.eks.model.NodegroupStatus;
import software.amazon.awssdk.services.eks.model.Taint;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupConfigRequest;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupConfigResponse;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupVersionRequest;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupVersionResponse;
import software.amazon.awssdk.services.eks.model.UpdateParamType;
import software.amazon.awssdk.services.eks.model.UpdateTaintsPayload;
import software.amazon.awssdk.services.eks.model.UpdateType;

/** Updates of node groups: size, labels and taints, or the version of the nodes. */
final class NodegroupUpdates {
  private final ClusterLifecycle progress;
  private final NodegroupValidator checks;

  NodegroupUpdates(ClusterLifecycle progress, NodegroupValidator checks) {
    this.progress = progress;
    this.checks = checks;
  }

  void register(Operations operations) {
    operations.on(UpdateNodegroupConfigRequest.class, this::config);
    operations.on(UpdateNodegroupVersionRequest.class, this::version);
  }

  private UpdateNodegroupConfigResponse config(UpdateNodegroupConfigRequest request, Call call) {
    ClusterEntry cluster = progress.currentState(call).activeCluster(request.clusterName());
    NodegroupEntry entry = requireUpdatable(cluster, request.nodegroupName());
    Nodegroup.Builder changed = entry.nodegroup.toBuilder();
    Map<UpdateParamType, String> params = new LinkedHashMap<>();
    NodegroupScalingConfig scaling = request.scalingConfig();
    if (scaling != null) {
      NodegroupScalingConfig merged = merge(entry.nodegroup.scalingConfig(), scaling);
      NodegroupValidator.checkScaling(merged);
      changed.scalingConfig(merged);
      params.put(UpdateParamType.MIN_SIZE, String.valueOf(merged.minSize()));
      params.put(UpdateParamType.MAX_SIZE, String.valueOf(merged.maxSize()));
      params.put(UpdateParamType.DESIRED_SIZE, String.valueOf(merged.desiredSize()));
    }
    if (request.labels() != null) {
      Map<String, String> labels = new TreeMap<>(entry.nodegroup.labels());
      labels.keySet().removeAll(request.labels().removeLabels());
      labels.putAll(request.labels().addOrUpdateLabels());
      changed.labels(labels);
      params.put(UpdateParamType.LABELS_TO_ADD, request.labels().addOrUpdateLabels().toString());
    }
    if (request.taints() != null) {
      changed.taints(taints(entry.nodegroup.taints(), request.taints()));
      params.put(UpdateParamType.TAINTS_TO_ADD, request.taints().addOrUpdateTaints().toString());
    }
    if (request.updateConfig() != null) {
      changed.updateConfig(request.updateConfig());
      params.put(
          UpdateParamType.MAX_UNAVAILABLE, String.valueOf(request.updateConfig().maxUnavailable()));
    }
    if (request.nodeRepairConfig() != null) {
      changed.nodeRepairConfig(request.nodeRepairConfig());
      params.put(
          UpdateParamType.NODE_REPAIR_ENABLED,
          String.valueOf(request.nodeRepairConfig().enabled()));
    }
    startUpdate(entry, changed, call);
    return UpdateNodegroupConfigResponse.builder()
        .update(
            Updates.start(cluster, request.nodegroupName(), UpdateType.CONFIG_UPDATE, params, call))
        .build();
  }

  private static NodegroupScalingConfig merge(
      NodegroupScalingConfig before, NodegroupScalingConfig requested) {
    NodegroupScalingConfig.Builder merged = before.toBuilder();
    SdkFields.copyScalars(requested, merged);
    return merged.build();
  }

  private static List<Taint> taints(List<Taint> before, UpdateTaintsPayload change) {
    List<Taint> after = new ArrayList<>(before);
    change.removeTaints().forEach(taint -> after.removeIf(it -> sameKey(it, taint)));
    change
        .addOrUpdateTaints()
        .forEach(
            taint -> {
              after.removeIf(it -> sameKey(it, taint));
              after.add(taint);
            });
    return after;
  }

  private static boolean sameKey(Taint item, Taint other) {
    return item.key().equals(other.key()) && item.effect() == other.effect();
  }

  private UpdateNodegroupVersionResponse version(UpdateNodegroupVersionRequest request, Call call) {
    ClusterEntry cluster = progress.currentState(call).activeCluster(request.clusterName());
    NodegroupEntry entry = requireUpdatable(cluster, request.nodegroupName());
    String version =
        request.version() != null
            ? KubernetesVersions.require(request.version())
            : request.launchTemplate() != null
                ? entry.nodegroup.version()
                : cluster.cluster.version();
    if (KubernetesVersions.minor(version) > KubernetesVersions.minor(cluster.cluster.version())) {
      throw EksErrors.invalidParameter(
          "Nodegroup Kubernetes version should be equal to or less than the cluster's");
    }
    Nodegroup.Builder changed =
        entry.nodegroup.toBuilder()
            .version(version)
            .releaseVersion(
                request.releaseVersion() == null
                    ? KubernetesVersions.amiRelease(version)
                    : request.releaseVersion());
    Map<UpdateParamType, String> params = new LinkedHashMap<>();
    params.put(UpdateParamType.VERSION, version);
    if (request.launchTemplate() != null) {
      checks.launchTemplateData(request.launchTemplate(), call);
      changed.launchTemplate(request.launchTemplate());
      params.put(
          UpdateParamType.LAUNCH_TEMPLATE_VERSION,
          String.valueOf(request.launchTemplate().version()));
    }
    startUpdate(entry, changed, call);
    return UpdateNodegroupVersionResponse.builder()
        .update(
            Updates.start(
                cluster, request.nodegroupName(), UpdateType.VERSION_UPDATE, params, call))
        .build();
  }

  private static NodegroupEntry requireUpdatable(ClusterEntry cluster, String name) {
    NodegroupEntry entry = cluster.nodegroup(name);
    if (entry.nodegroup.status() != NodegroupStatus.ACTIVE
        && entry.nodegroup.status() != NodegroupStatus.DEGRADED) {
      throw EksErrors.inUse("Nodegroup cannot be updated as it is currently not in Active State");
    }
    return entry;
  }

  private static void startUpdate(NodegroupEntry entry, Nodegroup.Builder changed, Call call) {
    entry.nodegroup = changed.status(NodegroupStatus.UPDATING).modifiedAt(call.now()).build();
    entry.transitionEndsAt = Updates.endsAt(call);
  }
}
