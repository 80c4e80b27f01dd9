package io.beta9.provisioning.cloudsim.kubernetes.resource;

import io.beta9.provisioning.cloudsim.kubernetes.store.ApiException;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import java.time.Instant;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Deletes objects. An object with finalizers is only marked for deletion, and removed when its last
 * finalizer is removed.
 */
public final class Deletion {
  private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

  private final ObjectStore store;

  public Deletion(ObjectStore store) {
    this.store = store;
  }

  /**
   * Deletes an object on a client's request, if the preconditions in the options hold.
   *
   * @return the body of the response
   * @throws ApiException with status 404 if the object does not exist, 409 if a precondition fails
   */
  public ObjectNode deleteByRequest(ResourcePath target, JsonNode options, String propagation) {
    Kind kind = target.kind();
    ObjectNode object =
        store
            .find(kind, target.namespace(), target.name())
            .orElseThrow(() -> ApiException.notFound(kind, target.name()));
    String uid = Json.text(options, "preconditions.uid");
    String version = Json.text(options, "preconditions.resourceVersion");
    if (!uid.isEmpty() && !uid.equals(ObjectMeta.uid(object))
        || !version.isEmpty() && !version.equals(Json.text(object, "metadata.resourceVersion"))) {
      throw ApiException.conflict(kind, target.name(), "the precondition failed");
    }
    if (propagation.equals("Orphan") || options.path("orphanDependents").asBoolean(false)) {
      orphanDependents(object);
    }
    boolean immediate = Json.intValue(options, "gracePeriodSeconds", -1) == 0;
    if (immediate ? deleteNow(kind, object) : delete(kind, object)) {
      ObjectNode status = Json.object();
      status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
      status.put("status", "Success");
      status
          .putObject("details")
          .put("name", target.name())
          .put("group", kind.group())
          .put("kind", kind.plural())
          .put("uid", ObjectMeta.uid(object));
      return status;
    }
    return store.find(kind, target.namespace(), target.name()).orElse(object);
  }

  /** Deletes the objects of a collection that match the filter, and returns them as a list. */
  public ObjectNode deleteCollection(ResourcePath target, Predicate<JsonNode> filter) {
    ArrayNode items = Json.array();
    for (ObjectNode object : store.list(target.kind(), target.namespace())) {
      if (filter.test(object)) {
        items.add(object);
        delete(target.kind(), object);
      }
    }
    ObjectNode list = Json.object();
    list.put("kind", target.kind().name() + "List").put("apiVersion", target.kind().apiVersion());
    list.putObject("metadata").put("resourceVersion", String.valueOf(store.version()));
    list.set("items", items);
    return list;
  }

  /**
   * Removes an object, or marks it for deletion if it has finalizers, is a namespace, or is a pod
   * whose containers have to be stopped first.
   *
   * @return whether the object was removed
   */
  public boolean delete(Kind kind, ObjectNode object) {
    if (kind == Kinds.POD
        && !Json.text(object, "spec.nodeName").isEmpty()
        && !FINISHED.contains(Json.text(object, "status.phase"))) {
      int grace = Json.intValue(object, "spec.terminationGracePeriodSeconds", 30);
      if (!ObjectMeta.isDeleting(object)) {
        store.edit(kind, object, copy -> mark(copy, grace));
      }
      return false;
    }
    return deleteNow(kind, object);
  }

  /** Removes an object without waiting for the containers of a pod. */
  private boolean deleteNow(Kind kind, ObjectNode object) {
    if (kind != Kinds.NAMESPACE && !ObjectMeta.hasFinalizers(object)) {
      store.remove(kind, object);
      return true;
    }
    if (!ObjectMeta.isDeleting(object)) {
      store.edit(
          kind,
          object,
          copy -> {
            mark(copy, 0);
            if (kind == Kinds.NAMESPACE) {
              Json.ensureObject(copy, "status").put("phase", "Terminating");
            }
          });
    }
    return false;
  }

  private void mark(ObjectNode object, int graceSeconds) {
    Instant end = store.clock().instant().plusSeconds(graceSeconds);
    Json.ensureObject(object, "metadata")
        .put("deletionTimestamp", Json.formatTime(end))
        .put("deletionGracePeriodSeconds", graceSeconds);
  }

  private void orphanDependents(ObjectNode owner) {
    for (Kind kind : Kinds.all()) {
      for (ObjectNode object : store.list(kind, ObjectMeta.namespace(owner))) {
        if (ObjectMeta.ownerUids(object).contains(ObjectMeta.uid(owner))) {
          store.edit(
              kind,
              object,
              copy -> {
                ArrayNode remaining = Json.array();
                for (JsonNode reference : Json.items(copy, "metadata.ownerReferences")) {
                  if (!reference.path("uid").asString("").equals(ObjectMeta.uid(owner))) {
                    remaining.add(reference);
                  }
                }
                Json.ensureObject(copy, "metadata").set("ownerReferences", remaining);
              });
        }
      }
    }
  }
}
