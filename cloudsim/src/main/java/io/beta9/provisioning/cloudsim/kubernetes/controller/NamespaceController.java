package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.resource.Deletion;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import io.beta9.provisioning.cloudsim.kubernetes.store.StatusConditions;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * Creates the default objects of new namespaces, and deletes the contents of terminating
 * namespaces.
 */
final class NamespaceController implements Controller {
  private final ObjectStore store;
  private final Deletion deletion;

  NamespaceController(ObjectStore store, Deletion deletion) {
    this.store = store;
    this.deletion = deletion;
  }

  @Override
  public void reconcile() {
    for (ObjectNode namespace : store.list(Kinds.NAMESPACE)) {
      if (ObjectMeta.isDeleting(namespace)) {
        deleteContents(namespace);
      } else {
        createDefaultObjects(ObjectMeta.name(namespace));
      }
    }
  }

  private void createDefaultObjects(String namespace) {
    if (store.find(Kinds.SERVICE_ACCOUNT, namespace, "default").isEmpty()) {
      ObjectNode account = Json.object();
      account.putObject("metadata").put("name", "default").put("namespace", namespace);
      store.create(Kinds.SERVICE_ACCOUNT, account);
    }
    if (store.find(Kinds.CONFIG_MAP, namespace, "kube-root-ca.crt").isEmpty()) {
      ObjectNode configMap = Json.object();
      configMap.putObject("metadata").put("name", "kube-root-ca.crt").put("namespace", namespace);
      configMap
          .putObject("data")
          .put("ca.crt", store.state().identity().certificateAuthorityBase64());
      store.create(Kinds.CONFIG_MAP, configMap);
    }
  }

  private void deleteContents(ObjectNode namespace) {
    Map<String, Integer> remaining = new TreeMap<>();
    Map<String, Integer> finalizers = new TreeMap<>();
    for (Kind kind : Kinds.all()) {
      if (kind.namespaced()) {
        for (ObjectNode object : store.list(kind, ObjectMeta.name(namespace))) {
          if (!deletion.delete(kind, object)) {
            remaining.merge(kind.plural() + "." + kind.group(), 1, Integer::sum);
            Json.items(object, "metadata.finalizers")
                .forEach(name -> finalizers.merge(name.asString(""), 1, Integer::sum));
          }
        }
      }
    }
    if (remaining.isEmpty()) {
      store.remove(Kinds.NAMESPACE, namespace);
      return;
    }
    Instant now = store.clock().instant();
    store.edit(
        Kinds.NAMESPACE,
        namespace,
        copy -> {
          StatusConditions.set(
              copy,
              now,
              "NamespaceContentRemaining",
              true,
              "SomeResourcesRemain",
              "Some resources are remaining: " + counts(remaining, " has ", " resource instances"));
          StatusConditions.set(
              copy,
              now,
              "NamespaceFinalizersRemaining",
              !finalizers.isEmpty(),
              finalizers.isEmpty() ? "ContentHasNoFinalizers" : "SomeFinalizersRemain",
              finalizers.isEmpty()
                  ? "All content-preserving finalizers finished"
                  : "Some content in the namespace has finalizers remaining: "
                      + counts(finalizers, " in ", " resource instances"));
        });
  }

  private static String counts(Map<String, Integer> numbers, String before, String after) {
    return numbers.entrySet().stream()
        .map(entry -> entry.getKey() + before + entry.getValue() + after)
        .collect(Collectors.joining(", "));
  }
}
