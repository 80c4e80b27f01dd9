package io.beta9.provisioning.cloudsim.kubernetes.store;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kinds that the simulated API server supports. */
public final class Kinds {
  private static final Map<String, Kind> BY_PATH = new LinkedHashMap<>();

  // Columns: API version, plural, kind, scope (n: namespaced, c: cluster), s if it has a status
  // subresource, short names.
  private static final String TABLE =
      """
      v1 namespaces Namespace c s ns
      v1 nodes Node c s no
      v1 pods Pod n s po
      v1 services Service n s svc
      v1 endpoints Endpoints n - ep
      v1 configmaps ConfigMap n - cm
      v1 secrets Secret n -
      v1 serviceaccounts ServiceAccount n - sa
      v1 events Event n - ev
      v1 persistentvolumes PersistentVolume c s pv
      v1 persistentvolumeclaims PersistentVolumeClaim n s pvc
      v1 replicationcontrollers ReplicationController n s rc
      v1 resourcequotas ResourceQuota n s quota
      v1 limitranges LimitRange n - limits
      v1 podtemplates PodTemplate n -
      apps/v1 deployments Deployment n s deploy
      apps/v1 replicasets ReplicaSet n s rs
      apps/v1 daemonsets DaemonSet n s ds
      apps/v1 statefulsets StatefulSet n s sts
      apps/v1 controllerrevisions ControllerRevision n -
      batch/v1 jobs Job n s
      batch/v1 cronjobs CronJob n s cj
      rbac.authorization.k8s.io/v1 roles Role n -
      rbac.authorization.k8s.io/v1 rolebindings RoleBinding n -
      rbac.authorization.k8s.io/v1 clusterroles ClusterRole c -
      rbac.authorization.k8s.io/v1 clusterrolebindings ClusterRoleBinding c -
      networking.k8s.io/v1 ingresses Ingress n s ing
      networking.k8s.io/v1 networkpolicies NetworkPolicy n - netpol
      networking.k8s.io/v1 ingressclasses IngressClass c -
      policy/v1 poddisruptionbudgets PodDisruptionBudget n s pdb
      autoscaling/v2 horizontalpodautoscalers HorizontalPodAutoscaler n s hpa
      storage.k8s.io/v1 storageclasses StorageClass c - sc
      storage.k8s.io/v1 csidrivers CSIDriver c -
      storage.k8s.io/v1 csinodes CSINode c -
      storage.k8s.io/v1 volumeattachments VolumeAttachment c s
      coordination.k8s.io/v1 leases Lease n -
      discovery.k8s.io/v1 endpointslices EndpointSlice n -
      scheduling.k8s.io/v1 priorityclasses PriorityClass c - pc
      node.k8s.io/v1 runtimeclasses RuntimeClass c -
      apiextensions.k8s.io/v1 customresourcedefinitions CustomResourceDefinition c s crd
      admissionregistration.k8s.io/v1 validatingwebhookconfigurations ValidatingWebhookConfiguration c -
      admissionregistration.k8s.io/v1 mutatingwebhookconfigurations MutatingWebhookConfiguration c -
      admissionregistration.k8s.io/v1 validatingadmissionpolicies ValidatingAdmissionPolicy c s
      admissionregistration.k8s.io/v1 validatingadmissionpolicybindings ValidatingAdmissionPolicyBinding c -
      apiregistration.k8s.io/v1 apiservices APIService c s
      """;

  public static final Kind NAMESPACE;
  public static final Kind NODE;
  public static final Kind POD;
  public static final Kind SERVICE;
  public static final Kind ENDPOINTS;
  public static final Kind CONFIG_MAP;
  public static final Kind SECRET;
  public static final Kind SERVICE_ACCOUNT;
  public static final Kind EVENT;
  public static final Kind PERSISTENT_VOLUME_CLAIM;
  public static final Kind STORAGE_CLASS;
  public static final Kind RESOURCE_QUOTA;
  public static final Kind LIMIT_RANGE;
  public static final Kind PRIORITY_CLASS;
  public static final Kind RUNTIME_CLASS;
  public static final Kind MUTATING_WEBHOOKS;
  public static final Kind VALIDATING_WEBHOOKS;
  public static final Kind DEPLOYMENT;
  public static final Kind REPLICA_SET;
  public static final Kind DAEMON_SET;
  public static final Kind STATEFUL_SET;
  public static final Kind JOB;
  public static final Kind ROLE;
  public static final Kind ROLE_BINDING;
  public static final Kind CLUSTER_ROLE;
  public static final Kind CLUSTER_ROLE_BINDING;

  static {
    for (String line : TABLE.lines().toList()) {
      String[] columns = line.split(" ", -1);
      int slash = columns[0].indexOf('/');
      Kind kind =
          new Kind(
              slash < 0 ? "" : columns[0].substring(0, slash),
              columns[0].substring(slash + 1),
              columns[2],
              columns[1],
              columns[3].equals("n"),
              columns[4].equals("s"),
              List.of(columns).subList(5, columns.length));
      BY_PATH.put(columns[0] + "/" + columns[1], kind);
    }
    NAMESPACE = required("v1/namespaces");
    NODE = required("v1/nodes");
    POD = required("v1/pods");
    SERVICE = required("v1/services");
    ENDPOINTS = required("v1/endpoints");
    CONFIG_MAP = required("v1/configmaps");
    SECRET = required("v1/secrets");
    SERVICE_ACCOUNT = required("v1/serviceaccounts");
    EVENT = required("v1/events");
    PERSISTENT_VOLUME_CLAIM = required("v1/persistentvolumeclaims");
    STORAGE_CLASS = required("storage.k8s.io/v1/storageclasses");
    RESOURCE_QUOTA = required("v1/resourcequotas");
    LIMIT_RANGE = required("v1/limitranges");
    PRIORITY_CLASS = required("scheduling.k8s.io/v1/priorityclasses");
    RUNTIME_CLASS = required("node.k8s.io/v1/runtimeclasses");
    MUTATING_WEBHOOKS = required("admissionregistration.k8s.io/v1/mutatingwebhookconfigurations");
    VALIDATING_WEBHOOKS =
        required("admissionregistration.k8s.io/v1/validatingwebhookconfigurations");
    DEPLOYMENT = required("apps/v1/deployments");
    REPLICA_SET = required("apps/v1/replicasets");
    DAEMON_SET = required("apps/v1/daemonsets");
    STATEFUL_SET = required("apps/v1/statefulsets");
    JOB = required("batch/v1/jobs");
    ROLE = required("rbac.authorization.k8s.io/v1/roles");
    ROLE_BINDING = required("rbac.authorization.k8s.io/v1/rolebindings");
    CLUSTER_ROLE = required("rbac.authorization.k8s.io/v1/clusterroles");
    CLUSTER_ROLE_BINDING = required("rbac.authorization.k8s.io/v1/clusterrolebindings");
  }

  private Kinds() {}

  public static Collection<Kind> all() {
    return BY_PATH.values();
  }

  /** Returns the kind with this API version and plural, or empty if it is not supported. */
  public static Optional<Kind> find(String apiVersion, String plural) {
    return Optional.ofNullable(BY_PATH.get(apiVersion + "/" + plural));
  }

  private static Kind required(String key) {
    Kind kind = BY_PATH.get(key);
    if (kind == null) {
      throw new IllegalStateException("unknown kind " + key);
    }
    return kind;
  }
}
