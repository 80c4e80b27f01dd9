package io.beta9.provisioning.cloudsim.kubernetes.gateway;

import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Evaluates the RBAC roles that are bound to a service account. */
final class RbacAuthorizer {
  private final ObjectStore store;

  RbacAuthorizer(ObjectStore store) {
    this.store = store;
  }

  /** Returns whether a service account may perform a verb on a resource in a namespace. */
  boolean allows(
      String accountNamespace,
      String account,
      String namespace,
      String group,
      String resource,
      String verb) {
    Stream<ObjectNode> bindings =
        Stream.concat(
            store.list(Kinds.ROLE_BINDING, namespace).stream(),
            store.list(Kinds.CLUSTER_ROLE_BINDING).stream());
    return bindings
        .filter(binding -> appliesTo(binding, accountNamespace, account))
        .flatMap(this::rules)
        .anyMatch(
            rule ->
                contains(rule, "apiGroups", group)
                    && contains(rule, "resources", resource)
                    && contains(rule, "verbs", verb));
  }

  private static boolean appliesTo(ObjectNode binding, String namespace, String account) {
    return Json.items(binding, "subjects").stream()
        .anyMatch(
            subject ->
                subject.path("kind").asString("").equals("ServiceAccount")
                    && subject.path("name").asString("").equals(account)
                    && subject
                        .path("namespace")
                        .asString(ObjectMeta.namespace(binding))
                        .equals(namespace));
  }

  private Stream<JsonNode> rules(ObjectNode binding) {
    Kind kind =
        Json.text(binding, "roleRef.kind").equals("ClusterRole") ? Kinds.CLUSTER_ROLE : Kinds.ROLE;
    return store
        .find(kind, ObjectMeta.namespace(binding), Json.text(binding, "roleRef.name"))
        .stream()
        .flatMap(role -> Json.items(role, "rules").stream());
  }

  private static boolean contains(JsonNode rule, String list, String value) {
    return Json.items(rule, list).stream()
        .map(item -> item.asString(""))
        .anyMatch(item -> item.equals(value) || item.equals("*"));
  }
}
