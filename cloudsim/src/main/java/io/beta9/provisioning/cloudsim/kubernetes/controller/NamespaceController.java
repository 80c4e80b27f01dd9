package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.resource.Deletion;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
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
    boolean isEmpty = true;
    for (Kind kind : Kinds.all()) {
      if (kind.namespaced()) {
        for (ObjectNode object : store.list(kind, ObjectMeta.name(namespace))) {
          isEmpty &= deletion.delete(kind, object);
        }
      }
    }
    if (isEmpty) {
      store.remove(Kinds.NAMESPACE, namespace);
    }
  }
}
