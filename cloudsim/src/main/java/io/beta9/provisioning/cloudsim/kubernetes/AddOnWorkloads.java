package io.beta9.provisioning.cloudsim.kubernetes;

import io.beta9.provisioning.cloudsim.kubernetes.resource.ResourceOperations;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The workloads of EKS add-ons. Callers hold the cluster's lock. */
final class AddOnWorkloads {
  private static final String REGISTRY = "602401143452.dkr.ecr.us-east-1.amazonaws.com/eks/";
  private static final String NAMESPACE = "kube-system";

  /**
   * One workload of an add-on.
   *
   * @param replicas the number of pods of a Deployment; 0 for a DaemonSet
   */
  private record Workload(String name, String image, int replicas) {
    Kind kind() {
      return replicas == 0 ? Kinds.DAEMON_SET : Kinds.DEPLOYMENT;
    }
  }

  private static final Map<String, List<Workload>> WORKLOADS =
      Map.of(
          "vpc-cni", List.of(new Workload("aws-node", "amazon-k8s-cni", 0)),
          "kube-proxy", List.of(new Workload("kube-proxy", "kube-proxy", 0)),
          "coredns", List.of(new Workload("coredns", "coredns", 2)),
          "metrics-server", List.of(new Workload("metrics-server", "metrics-server", 2)),
          "aws-ebs-csi-driver",
              List.of(
                  new Workload("ebs-csi-controller", "aws-ebs-csi-driver", 2),
                  new Workload("ebs-csi-node", "aws-ebs-csi-driver", 0)));

  private final ObjectStore store;
  private final ResourceOperations operations;

  AddOnWorkloads(ObjectStore store, ResourceOperations operations) {
    this.store = store;
    this.operations = operations;
  }

  /** Creates the workloads of an add-on, or changes their images to those of the version. */
  void install(String addOn, String version) {
    for (Workload workload : WORKLOADS.getOrDefault(addOn, List.of())) {
      create(workload, version);
      store
          .find(workload.kind(), NAMESPACE, workload.name())
          .ifPresent(found -> setImage(workload, found, image(workload, version)));
    }
  }

  void createIfAbsent(String addOn) {
    String version = "v" + store.state().kubernetesVersion() + ".0";
    WORKLOADS.getOrDefault(addOn, List.of()).forEach(workload -> create(workload, version));
  }

  void remove(String addOn) {
    for (Workload workload : WORKLOADS.getOrDefault(addOn, List.of())) {
      store
          .find(workload.kind(), NAMESPACE, workload.name())
          .ifPresent(found -> store.remove(workload.kind(), found));
    }
  }

  private void setImage(Workload workload, ObjectNode found, String image) {
    store.edit(
        workload.kind(),
        found,
        copy -> {
          ObjectNode container =
              (ObjectNode) Json.at(copy, "spec.template.spec.containers").path(0);
          if (!container.path("image").asString("").equals(image)) {
            container.put("image", image);
            Json.ensureObject(copy, "metadata").put("generation", ObjectMeta.generation(copy) + 1);
          }
        });
  }

  private void create(Workload workload, String version) {
    if (store.find(Kinds.SERVICE_ACCOUNT, NAMESPACE, workload.name()).isEmpty()) {
      ObjectNode account = Json.object();
      account.putObject("metadata").put("name", workload.name());
      operations.create(Kinds.SERVICE_ACCOUNT, NAMESPACE, account);
    }
    if (store.find(workload.kind(), NAMESPACE, workload.name()).isEmpty()) {
      operations.create(workload.kind(), NAMESPACE, object(workload, version));
    }
  }

  private static String image(Workload workload, String version) {
    return REGISTRY + workload.image() + ":" + version;
  }

  private static ObjectNode object(Workload workload, String version) {
    String name = workload.name();
    ObjectNode object = Json.object();
    Json.ensureObject(object, "metadata").put("name", name);
    Json.ensureObject(object, "metadata.labels").put("k8s-app", name);
    ObjectNode spec = Json.ensureObject(object, "spec");
    if (workload.replicas() > 0) {
      spec.put("replicas", workload.replicas());
    }
    Json.ensureObject(spec, "selector.matchLabels").put("k8s-app", name);
    Json.ensureObject(spec, "template.metadata.labels").put("k8s-app", name);
    ObjectNode pod = Json.ensureObject(spec, "template.spec");
    pod.put("serviceAccountName", name);
    pod.putArray("tolerations").addObject().put("operator", "Exists");
    pod.putArray("containers").addObject().put("name", name).put("image", image(workload, version));
    return object;
  }
}
