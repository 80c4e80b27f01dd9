package io.beta9.provisioning.cloudsim.kubernetes;

import io.beta9.provisioning.cloudsim.kubernetes.api.Json;
import io.beta9.provisioning.cloudsim.kubernetes.api.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.api.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.api.Objects;
import io.beta9.provisioning.cloudsim.kubernetes.api.Resources;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What is in a cluster of EKS from its first minute on. */
final class Furnishing {
  private static final String REGISTRY = "602401143452.dkr.ecr.us-east-1.amazonaws.com/eks/";

  private final Objects objects;
  private final Resources resources;

  Furnishing(Objects objects) {
    this.objects = objects;
    this.resources = new Resources(objects);
  }

  void furnish() {
    for (String name : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
      ObjectNode namespace = Json.object();
      namespace.putObject("metadata").put("name", name);
      create(Kinds.NAMESPACE, "", namespace);
    }
    create(
        Kinds.SERVICE,
        "default",
        Json.object(
            """
            {"metadata": {"name": "kubernetes"},
             "spec": {"clusterIP": "172.20.0.1",
                      "ports": [{"name": "https", "port": 443, "targetPort": 443}]}}
            """));
    create(
        Kinds.CLUSTER_ROLE,
        "",
        Json.object(
            """
            {"metadata": {"name": "cluster-admin"},
             "rules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]}
            """));
    daemon("aws-node", "amazon-k8s-cni:v1.20.1");
    daemon("kube-proxy", "kube-proxy:v" + objects.state().kubernetesVersion() + ".4");
    account("coredns");
    ObjectNode dns = workload("coredns", "coredns:v1.12.2");
    Json.make(dns, "spec").put("replicas", 2);
    create(Kinds.DEPLOYMENT, "kube-system", dns);
  }

  private void daemon(String name, String image) {
    account(name);
    create(Kinds.DAEMON_SET, "kube-system", workload(name, image));
  }

  private void account(String name) {
    ObjectNode account = Json.object();
    account.putObject("metadata").put("name", name);
    create(Kinds.SERVICE_ACCOUNT, "kube-system", account);
  }

  private static ObjectNode workload(String name, String image) {
    ObjectNode workload = Json.object();
    Json.make(workload, "metadata").put("name", name);
    Json.make(workload, "metadata.labels").put("k8s-app", name);
    workload.set("spec", spec(name, image));
    return workload;
  }

  private static ObjectNode spec(String name, String image) {
    ObjectNode spec = Json.object();
    Json.make(spec, "selector.matchLabels").put("k8s-app", name);
    Json.make(spec, "template.metadata.labels").put("k8s-app", name);
    ObjectNode pod = Json.make(spec, "template.spec");
    pod.put("serviceAccountName", name);
    pod.putArray("tolerations").addObject().put("operator", "Exists");
    pod.putArray("containers").addObject().put("name", name).put("image", REGISTRY + image);
    return spec;
  }

  private void create(Kind kind, String namespace, ObjectNode object) {
    if (objects.find(kind, namespace, Json.text(object, "metadata.name")).isEmpty()) {
      resources.create(kind, namespace, object);
    }
  }
}
