package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.api.Deletion;
import io.beta9.provisioning.cloudsim.kubernetes.api.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.api.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.api.Meta;
import io.beta9.provisioning.cloudsim.kubernetes.api.Objects;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Deletes what has lost all its owners, and the pods of nodes that are gone. */
final class GarbageCollector implements Controller {
  private final Objects objects;
  private final Deletion deletion;

  GarbageCollector(Objects objects, Deletion deletion) {
    this.objects = objects;
    this.deletion = deletion;
  }

  @Override
  public void reconcile() {
    Set<String> living = new HashSet<>();
    for (Kind kind : Kinds.all()) {
      objects.list(kind).forEach(object -> living.add(Meta.uid(object)));
    }
    for (Kind kind : Kinds.all()) {
      for (ObjectNode object : objects.list(kind)) {
        List<String> owners = Meta.owners(object);
        if (!owners.isEmpty() && Collections.disjoint(owners, living)) {
          deletion.delete(kind, object);
        }
      }
    }
    for (ObjectNode pod : objects.list(Kinds.POD)) {
      String node = pod.path("spec").path("nodeName").asString("");
      if (!node.isEmpty() && objects.find(Kinds.NODE, "", node).isEmpty()) {
        objects.remove(Kinds.POD, pod);
      }
    }
  }
}
