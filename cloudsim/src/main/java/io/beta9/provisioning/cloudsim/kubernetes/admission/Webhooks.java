package io.beta9.provisioning.cloudsim.kubernetes.admission;

import io.beta9.provisioning.cloudsim.fault.FaultConditions;
import io.beta9.provisioning.cloudsim.kubernetes.store.ApiException;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import io.beta9.provisioning.cloudsim.kubernetes.store.Selector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls admission webhooks. One whose Service has no endpoints cannot be called. The others admit
 * everything, except under the conditions {@code webhook-denies} (the parameter is the reason) and
 * {@code webhook-times-out}, whose subjects are the webhook's name.
 */
final class Webhooks {
  private final ObjectStore store;
  private final FaultConditions faults;

  Webhooks(ObjectStore store, FaultConditions faults) {
    this.store = store;
    this.faults = faults;
  }

  void call(Kind kind, Admission.Operation operation, ObjectNode object) {
    Stream.of(Kinds.MUTATING_WEBHOOKS, Kinds.VALIDATING_WEBHOOKS)
        .flatMap(registrations -> store.list(registrations).stream())
        .flatMap(registration -> Json.items(registration, "webhooks").stream())
        .filter(webhook -> applies(webhook, kind, operation, object))
        .forEach(this::call);
  }

  private void call(JsonNode webhook) {
    String name = webhook.path("name").asString("");
    Optional<String> denied = faults.find("webhook-denies", name);
    if (denied.isPresent()) {
      throw new ApiException(
          403,
          "Forbidden",
          "admission webhook \"" + name + "\" denied the request: " + denied.get());
    }
    Optional<String> error =
        faults.find("webhook-times-out", name).isPresent()
            ? Optional.of("context deadline exceeded")
            : unreachable(webhook);
    if (error.isPresent() && !webhook.path("failurePolicy").asString("").equals("Ignore")) {
      throw new ApiException(
          500,
          "InternalError",
          "Internal error occurred: failed calling webhook \""
              + name
              + "\": failed to call webhook: Post \""
              + url(webhook)
              + "\": "
              + error.get());
    }
  }

  private Optional<String> unreachable(JsonNode webhook) {
    JsonNode service = Json.at(webhook, "clientConfig.service");
    if (service.isMissingNode()) {
      return Optional.empty();
    }
    String name = service.path("name").asString("");
    String namespace = service.path("namespace").asString("");
    if (store.find(Kinds.SERVICE, namespace, name).isEmpty()) {
      return Optional.of("service \"" + name + "\" not found");
    }
    boolean served =
        store
            .find(Kinds.ENDPOINTS, namespace, name)
            .filter(endpoints -> !Json.items(endpoints, "subsets").isEmpty())
            .isPresent();
    return served
        ? Optional.empty()
        : Optional.of("no endpoints available for service \"" + name + "\"");
  }

  private static String url(JsonNode webhook) {
    JsonNode config = webhook.path("clientConfig");
    JsonNode service = config.path("service");
    return service.isMissingNode()
        ? config.path("url").asString("")
        : "https://"
            + service.path("name").asString("")
            + "."
            + service.path("namespace").asString("")
            + ".svc:"
            + service.path("port").asInt(443)
            + service.path("path").asString("")
            + "?timeout="
            + webhook.path("timeoutSeconds").asInt(10)
            + "s";
  }

  private boolean applies(
      JsonNode webhook, Kind kind, Admission.Operation operation, ObjectNode object) {
    Map<String, String> namespaceLabels =
        store
            .find(Kinds.NAMESPACE, "", ObjectMeta.namespace(object))
            .map(ObjectMeta::labels)
            .orElse(Map.of());
    return Json.items(webhook, "rules").stream().anyMatch(rule -> matches(rule, kind, operation))
        && (!kind.namespaced()
            || Selector.matches(webhook.path("namespaceSelector"), namespaceLabels))
        && Selector.matches(webhook.path("objectSelector"), ObjectMeta.labels(object));
  }

  private static boolean matches(JsonNode rule, Kind kind, Admission.Operation operation) {
    return contains(rule, "operations", operation.name())
        && contains(rule, "apiGroups", kind.group())
        && contains(rule, "apiVersions", kind.version())
        && contains(rule, "resources", kind.plural());
  }

  private static boolean contains(JsonNode rule, String list, String value) {
    List<String> values = Json.items(rule, list).stream().map(item -> item.asString("")).toList();
    return values.contains("*") || values.contains(value) || values.contains("*/*");
  }
}
