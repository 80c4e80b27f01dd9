package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.resource.Deletion;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Deletes objects whose owners no longer exist, and pods whose node no longer exists. */
final class GarbageCollector implements Controller {
  private final ObjectStore store;
  private final Deletion deletion;

  GarbageCollector(ObjectStore store, Deletion deletion) {
    this.store = store;
    this.deletion = deletion;
  }

  @Override
  public void reconcile() {
    Set<String> existingUids = new HashSet<>();
    for (Kind kind : Kinds.all()) {
      store.list(kind).forEach(object -> existingUids.add(ObjectMeta.uid(object)));
    }
    for (Kind kind : Kinds.all()) {
      for (ObjectNode object : store.list(kind)) {
        List<String> owners = ObjectMeta.ownerUids(object);
        if (!owners.isEmpty() && Collections.disjoint(owners, existingUids)) {
          deletion.delete(kind, object);
        }
      }
    }
    for (ObjectNode pod : store.list(Kinds.POD)) {
      String node = pod.path("spec").path("nodeName").asString("");
      if (!node.isEmpty() && store.find(Kinds.NODE, "", node).isEmpty()) {
        store.remove(Kinds.POD, pod);
      }
    }
  }
}
