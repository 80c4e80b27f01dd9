package io.beta9.provisioning.cloudsim.kubernetes.gateway;

import io.beta9.provisioning.cloudsim.kubernetes.api.Json;
import io.beta9.provisioning.cloudsim.kubernetes.api.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.api.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.api.Meta;
import io.beta9.provisioning.cloudsim.kubernetes.api.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the roles that are bound to a service account let it do. */
final class Rbac {
  private final Objects objects;

  Rbac(Objects objects) {
    this.objects = objects;
  }

  /** Whether an account may do this in a namespace. */
  boolean allows(
      String accountNamespace,
      String account,
      String namespace,
      String group,
      String resource,
      String verb) {
    Stream<ObjectNode> bindings =
        Stream.concat(
            objects.list(Kinds.ROLE_BINDING, namespace).stream(),
            objects.list(Kinds.CLUSTER_ROLE_BINDING).stream());
    return bindings
        .filter(binding -> isFor(binding, accountNamespace, account))
        .flatMap(binding -> rules(binding))
        .anyMatch(
            rule ->
                has(rule, "apiGroups", group)
                    && has(rule, "resources", resource)
                    && has(rule, "verbs", verb));
  }

  private static boolean isFor(ObjectNode binding, String namespace, String account) {
    return Json.items(binding, "subjects").stream()
        .anyMatch(
            subject ->
                subject.path("kind").asString("").equals("ServiceAccount")
                    && subject.path("name").asString("").equals(account)
                    && subject
                        .path("namespace")
                        .asString(Meta.namespace(binding))
                        .equals(namespace));
  }

  private Stream<JsonNode> rules(ObjectNode binding) {
    Kind kind =
        Json.text(binding, "roleRef.kind").equals("ClusterRole") ? Kinds.CLUSTER_ROLE : Kinds.ROLE;
    return objects.find(kind, Meta.namespace(binding), Json.text(binding, "roleRef.name")).stream()
        .flatMap(role -> Json.items(role, "rules").stream());
  }

  private static boolean has(JsonNode rule, String list, String wanted) {
    return Json.items(rule, list).stream()
        .map(item -> item.asString(""))
        .anyMatch(item -> item.equals(wanted) || item.equals("*"));
  }
}
