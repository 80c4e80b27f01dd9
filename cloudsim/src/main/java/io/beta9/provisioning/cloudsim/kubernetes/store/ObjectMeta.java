package io.beta9.provisioning.cloudsim.kubernetes.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Accessors for the {@code metadata} of an object. */
public final class ObjectMeta {
  private ObjectMeta() {}

  public static String name(JsonNode object) {
    return Json.text(object, "metadata.name");
  }

  public static String namespace(JsonNode object) {
    return Json.text(object, "metadata.namespace");
  }

  public static String uid(JsonNode object) {
    return Json.text(object, "metadata.uid");
  }

  public static Map<String, String> labels(JsonNode object) {
    return Json.stringMap(Json.at(object, "metadata.labels"));
  }

  public static int generation(JsonNode object) {
    return Json.intValue(object, "metadata.generation", 0);
  }

  public static boolean isDeleting(JsonNode object) {
    return Json.at(object, "metadata.deletionTimestamp").isString();
  }

  public static boolean hasFinalizers(JsonNode object) {
    return !Json.items(object, "metadata.finalizers").isEmpty();
  }

  /** Returns the owner reference of the controller of this object, if it has one. */
  public static Optional<JsonNode> controllerReference(JsonNode object) {
    return Json.items(object, "metadata.ownerReferences").stream()
        .filter(owner -> owner.path("controller").asBoolean(false))
        .findFirst();
  }

  public static boolean isControlledBy(JsonNode object, JsonNode owner) {
    return controllerReference(object)
        .map(reference -> reference.path("uid").asString("").equals(uid(owner)))
        .orElse(false);
  }

  /** Makes the owner the controller of an object, which is then deleted together with its owner. */
  public static void setController(ObjectNode object, Kind ownerKind, JsonNode owner) {
    Json.ensureObject(object, "metadata")
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", ownerKind.apiVersion())
        .put("kind", ownerKind.name())
        .put("name", name(owner))
        .put("uid", uid(owner))
        .put("controller", true)
        .put("blockOwnerDeletion", true);
  }

  /** Returns the UIDs of all owners. */
  public static List<String> ownerUids(JsonNode object) {
    return Json.items(object, "metadata.ownerReferences").stream()
        .map(owner -> owner.path("uid").asString(""))
        .toList();
  }
}
