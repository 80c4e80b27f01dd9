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

/** Deletes what has lost all its owners, and the pods of nodes that are gone. */
final class GarbageCollector implements Controller {
  private final ObjectStore store;
  private final Deletion deletion;

  GarbageCollector(ObjectStore store, Deletion deletion) {
    this.store = store;
    this.deletion = deletion;
  }

  @Override
  public void reconcile() {
    Set<String> living = new HashSet<>();
    for (Kind kind : Kinds.all()) {
      store.list(kind).forEach(object -> living.add(ObjectMeta.uid(object)));
    }
    for (Kind kind : Kinds.all()) {
      for (ObjectNode object : store.list(kind)) {
        List<String> owners = ObjectMeta.ownerUids(object);
        if (!owners.isEmpty() && Collections.disjoint(owners, living)) {
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
