package io.beta9.provisioning.cloudsim.kubernetes;

import io.beta9.provisioning.cloudsim.kubernetes.resource.ResourceOperations;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Creates the objects that every new EKS cluster contains. */
final class InitialObjects {
  private static final String EKS_REGISTRY = "602401143452.dkr.ecr.us-east-1.amazonaws.com/eks/";

  private final ObjectStore store;
  private final ResourceOperations operations;

  InitialObjects(ObjectStore store, ResourceOperations operations) {
    this.store = store;
    this.operations = operations;
  }

  void createAll() {
    for (String name : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
      ObjectNode namespace = Json.object();
      namespace.putObject("metadata").put("name", name);
      createIfAbsent(Kinds.NAMESPACE, "", namespace);
    }
    createIfAbsent(
        Kinds.SERVICE,
        "default",
        Json.object(
            """
            {"metadata": {"name": "kubernetes"},
             "spec": {"clusterIP": "172.20.0.1",
                      "ports": [{"name": "https", "port": 443, "targetPort": 443}]}}
            """));
    createIfAbsent(
        Kinds.CLUSTER_ROLE,
        "",
        Json.object(
            """
            {"metadata": {"name": "cluster-admin"},
             "rules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]}
            """));
    for (String name : List.of("system-cluster-critical", "system-node-critical")) {
      createIfAbsent(
          Kinds.PRIORITY_CLASS,
          "",
          Json.object(
              """
              {"metadata": {"name": "%s"}, "value": 2000000000}
              """
                  .formatted(name)));
    }
    createDaemonSet("aws-node", "amazon-k8s-cni:v1.20.1");
    createDaemonSet("kube-proxy", "kube-proxy:v" + store.state().kubernetesVersion() + ".4");
    createServiceAccount("coredns");
    ObjectNode dns = workload("coredns", "coredns:v1.12.2");
    Json.ensureObject(dns, "spec").put("replicas", 2);
    createIfAbsent(Kinds.DEPLOYMENT, "kube-system", dns);
  }

  private void createDaemonSet(String name, String image) {
    createServiceAccount(name);
    createIfAbsent(Kinds.DAEMON_SET, "kube-system", workload(name, image));
  }

  private void createServiceAccount(String name) {
    ObjectNode account = Json.object();
    account.putObject("metadata").put("name", name);
    createIfAbsent(Kinds.SERVICE_ACCOUNT, "kube-system", account);
  }

  private static ObjectNode workload(String name, String image) {
    ObjectNode workload = Json.object();
    Json.ensureObject(workload, "metadata").put("name", name);
    Json.ensureObject(workload, "metadata.labels").put("k8s-app", name);
    workload.set("spec", workloadSpec(name, image));
    return workload;
  }

  private static ObjectNode workloadSpec(String name, String image) {
    ObjectNode spec = Json.object();
    Json.ensureObject(spec, "selector.matchLabels").put("k8s-app", name);
    Json.ensureObject(spec, "template.metadata.labels").put("k8s-app", name);
    ObjectNode pod = Json.ensureObject(spec, "template.spec");
    pod.put("serviceAccountName", name);
    pod.putArray("tolerations").addObject().put("operator", "Exists");
    pod.putArray("containers").addObject().put("name", name).put("image", EKS_REGISTRY + image);
    return spec;
  }

  private void createIfAbsent(Kind kind, String namespace, ObjectNode object) {
    if (store.find(kind, namespace, Json.text(object, "metadata.name")).isEmpty()) {
      operations.create(kind, namespace, object);
    }
  }
}
