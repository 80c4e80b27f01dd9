package io.beta9.provisioning.cloudsim.kubernetes.api;

import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Deleting: finalizers hold an object back, and what it owns goes after it. */
public final class Deletion {
  private final Objects objects;

  public Deletion(Objects objects) {
    this.objects = objects;
  }

  /** What a client deletes, with its conditions. Gives what the API answers. */
  ObjectNode byRequest(Target target, JsonNode options, String propagation) {
    Kind kind = target.kind();
    ObjectNode object =
        objects
            .find(kind, target.namespace(), target.name())
            .orElseThrow(() -> ApiFault.notFound(kind, target.name()));
    String uid = Json.text(options, "preconditions.uid");
    String version = Json.text(options, "preconditions.resourceVersion");
    if (!uid.isEmpty() && !uid.equals(Meta.uid(object))
        || !version.isEmpty() && !version.equals(Json.text(object, "metadata.resourceVersion"))) {
      throw ApiFault.conflict(kind, target.name(), "the precondition does not hold");
    }
    if (propagation.equals("Orphan") || options.path("orphanDependents").asBoolean(false)) {
      orphan(object);
    }
    if (delete(kind, object)) {
      ObjectNode done = Json.object();
      done.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
      done.put("status", "Success");
      done.putObject("details")
          .put("name", target.name())
          .put("group", kind.group())
          .put("kind", kind.plural())
          .put("uid", Meta.uid(object));
      return done;
    }
    return objects.find(kind, target.namespace(), target.name()).orElse(object);
  }

  /** Deletes everything in a collection that is chosen. */
  ObjectNode collection(Target target, Predicate<JsonNode> chosen) {
    ArrayNode items = Json.array();
    for (ObjectNode object : objects.list(target.kind(), target.namespace())) {
      if (chosen.test(object)) {
        items.add(object);
        delete(target.kind(), object);
      }
    }
    ObjectNode list = Json.object();
    list.put("kind", target.kind().name() + "List").put("apiVersion", target.kind().apiVersion());
    list.putObject("metadata").put("resourceVersion", String.valueOf(objects.version()));
    list.set("items", items);
    return list;
  }

  /**
   * Deletes an object, or marks it where something has to be done first.
   *
   * @return whether it is gone already
   */
  public boolean delete(Kind kind, ObjectNode object) {
    if (kind != Kinds.NAMESPACE && !Meta.hasFinalizers(object)) {
      objects.remove(kind, object);
      return true;
    }
    if (!Meta.isDeleting(object)) {
      objects.edit(
          kind,
          object,
          copy -> {
            Json.make(copy, "metadata")
                .put("deletionTimestamp", Json.time(objects.clock().instant()))
                .put("deletionGracePeriodSeconds", 0);
            if (kind == Kinds.NAMESPACE) {
              Json.make(copy, "status").put("phase", "Terminating");
            }
          });
    }
    return false;
  }

  private void orphan(ObjectNode owner) {
    for (Kind kind : Kinds.all()) {
      for (ObjectNode object : objects.list(kind, Meta.namespace(owner))) {
        if (Meta.owners(object).contains(Meta.uid(owner))) {
          objects.edit(
              kind,
              object,
              copy -> {
                ArrayNode kept = Json.array();
                for (JsonNode reference : Json.items(copy, "metadata.ownerReferences")) {
                  if (!reference.path("uid").asString("").equals(Meta.uid(owner))) {
                    kept.add(reference);
                  }
                }
                Json.make(copy, "metadata").set("ownerReferences", kept);
              });
        }
      }
    }
  }
}
