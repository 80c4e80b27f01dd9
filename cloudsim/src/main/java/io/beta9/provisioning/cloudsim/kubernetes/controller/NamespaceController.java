package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.api.Deletion;
import io.beta9.provisioning.cloudsim.kubernetes.api.Json;
import io.beta9.provisioning.cloudsim.kubernetes.api.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.api.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.api.Meta;
import io.beta9.provisioning.cloudsim.kubernetes.api.Objects;
import tools.jackson.databind.node.ObjectNode;

/** Furnishes new namespaces, and empties those that are being deleted. */
final class NamespaceController implements Controller {
  private final Objects objects;
  private final Deletion deletion;

  NamespaceController(Objects objects, Deletion deletion) {
    this.objects = objects;
    this.deletion = deletion;
  }

  @Override
  public void reconcile() {
    for (ObjectNode namespace : objects.list(Kinds.NAMESPACE)) {
      if (Meta.isDeleting(namespace)) {
        empty(namespace);
      } else {
        furnish(Meta.name(namespace));
      }
    }
  }

  private void furnish(String namespace) {
    if (objects.find(Kinds.SERVICE_ACCOUNT, namespace, "default").isEmpty()) {
      ObjectNode account = Json.object();
      account.putObject("metadata").put("name", "default").put("namespace", namespace);
      objects.create(Kinds.SERVICE_ACCOUNT, account);
    }
    if (objects.find(Kinds.CONFIG_MAP, namespace, "kube-root-ca.crt").isEmpty()) {
      ObjectNode map = Json.object();
      map.putObject("metadata").put("name", "kube-root-ca.crt").put("namespace", namespace);
      map.putObject("data").put("ca.crt", objects.state().identity().authorityBase64());
      objects.create(Kinds.CONFIG_MAP, map);
    }
  }

  private void empty(ObjectNode namespace) {
    boolean left = false;
    for (Kind kind : Kinds.all()) {
      if (kind.namespaced()) {
        for (ObjectNode object : objects.list(kind, Meta.name(namespace))) {
          left |= !deletion.delete(kind, object);
        }
      }
    }
    if (!left) {
      objects.remove(Kinds.NAMESPACE, namespace);
    }
  }
}
