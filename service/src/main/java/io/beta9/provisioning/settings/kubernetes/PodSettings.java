package io.beta9.provisioning.settings.kubernetes;

import io.beta9.provisioning.settings.Setting;
import io.beta9.provisioning.settings.Setting.ReadBy;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The pod that the process runs in. All components are null outside of Kubernetes. The chart sets
 * the pod's name, namespace and UID with the downward API; Kubernetes sets the service host.
 */
@ConfigurationProperties
public record PodSettings(
    @Setting(
            value =
                "name of the worker's pod, from the downward API; lets other workers find out"
                    + " whether the pod still exists",
            readBy = ReadBy.WORKER,
            ifAbsent = "not in Kubernetes")
        @Nullable String podName,
    @Setting(
            value = "namespace of the worker's pod, from the downward API",
            readBy = ReadBy.WORKER,
            ifAbsent = "not in Kubernetes")
        @Nullable String podNamespace,
    @Setting(
            value = "UID of the worker's pod, from the downward API",
            readBy = ReadBy.WORKER,
            ifAbsent = "not in Kubernetes")
        @Nullable String podUid,
    @Setting(
            value = "host of the Kubernetes API; set by Kubernetes in every pod",
            readBy = ReadBy.WORKER,
            ifAbsent = "not in Kubernetes")
        @Nullable String kubernetesServiceHost,
    @Setting(
            value =
                "what a worker reports as the deletion cost of its pod, so that an autoscaler"
                    + " removes idle pods first; `operations`, their number, requires the"
                    + " permission to patch pods",
            readBy = ReadBy.WORKER)
        @DefaultValue("none")
        DeletionCost podDeletionCost) {

  /** Returns whether the process runs in a pod that can be identified. */
  public boolean isInPod() {
    return podName != null && kubernetesServiceHost != null;
  }
}
