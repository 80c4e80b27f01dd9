package io.beta9.provisioning.cloudsim.kubernetes;

import io.beta9.provisioning.cloudsim.kubernetes.resource.ResourceOperations;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Creates the objects that every new EKS cluster contains and, with the condition {@code
 * admission-webhook}, a webhook of that name for pods, as a customer's policy controller has it.
 */
final class InitialObjects {
  /** The add-ons that a new cluster contains before any is installed. */
  private static final List<String> SELF_MANAGED = List.of("vpc-cni", "kube-proxy", "coredns");

  private final ObjectStore store;
  private final ResourceOperations operations;
  private final AddOnWorkloads addOns;
  private final Optional<String> webhook;

  InitialObjects(
      ObjectStore store,
      ResourceOperations operations,
      AddOnWorkloads addOns,
      Optional<String> webhook) {
    this.store = store;
    this.operations = operations;
    this.addOns = addOns;
    this.webhook = webhook;
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
    for (String addOn : SELF_MANAGED) {
      addOns.createIfAbsent(addOn);
    }
    webhook.ifPresent(this::createWebhook);
  }

  private void createWebhook(String name) {
    createIfAbsent(
        Kinds.VALIDATING_WEBHOOKS,
        "",
        Json.object(
            """
            {"metadata": {"name": "policy"},
             "webhooks": [{
               "name": "%s",
               "admissionReviewVersions": ["v1"],
               "sideEffects": "None",
               "failurePolicy": "Fail",
               "clientConfig": {"url": "https://%s/validate"},
               "namespaceSelector": {"matchExpressions": [
                 {"key": "kubernetes.io/metadata.name", "operator": "NotIn",
                  "values": ["kube-system"]}]},
               "rules": [{"operations": ["CREATE"], "apiGroups": [""], "apiVersions": ["v1"],
                          "resources": ["pods"]}]}]}
            """
                .formatted(name, name)));
  }

  private void createIfAbsent(Kind kind, String namespace, ObjectNode object) {
    if (store.find(kind, namespace, Json.text(object, "metadata.name")).isEmpty()) {
      operations.create(kind, namespace, object);
    }
  }
}
