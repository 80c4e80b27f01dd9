package io.beta9.provisioning.cloudsim.kubernetes.resource;

import io.beta9.provisioning.cloudsim.kubernetes.admission.Admission;
import io.beta9.provisioning.cloudsim.kubernetes.store.ApiException;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import io.beta9.provisioning.cloudsim.kubernetes.store.Selector;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Creates, reads, lists, updates and patches objects with the semantics of the Kubernetes API.
 * Callers of methods that write must hold the cluster's lock.
 */
public final class ResourceOperations {
  private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  private final ObjectStore store;
  private final Defaults defaults;
  private final Admission admission;

  public ResourceOperations(ObjectStore store, Admission admission) {
    this.store = store;
    this.admission = admission;
    this.defaults = new Defaults(store);
  }

  /** Creates an object on behalf of a program inside the cluster. */
  public ObjectNode create(Kind kind, String namespace, ObjectNode body) {
    return create(new ResourcePath(kind, namespace, "", "", "/"), body, false);
  }

  public ObjectNode get(ResourcePath target) {
    return store
        .find(target.kind(), target.namespace(), target.name())
        .orElseThrow(() -> ApiException.notFound(target.kind(), target.name()));
  }

  /**
   * Returns a list object whose kind is specific to its items, for example {@code SecretList}.
   *
   * @param time as of which objects are listed
   */
  public ObjectNode list(
      ResourcePath target, @Nullable String labels, @Nullable String fields, Instant time) {
    Predicate<JsonNode> filter = Selector.parse(labels, fields);
    ObjectStore.Snapshot found = store.snapshot(target.kind(), target.namespace(), time);
    ObjectNode list = Json.object();
    list.put("kind", target.kind().name() + "List").put("apiVersion", target.kind().apiVersion());
    list.putObject("metadata").put("resourceVersion", String.valueOf(found.version()));
    ArrayNode items = list.putArray("items");
    found.objects().stream().filter(filter).forEach(items::add);
    return list;
  }

  public ObjectNode create(ResourcePath target, ObjectNode body, boolean dryRun) {
    Kind kind = target.kind();
    checkKind(kind, body);
    ObjectNode object = body.deepCopy();
    ObjectNode meta = Json.ensureObject(object, "metadata");
    if (meta.path("name").asString("").isEmpty()) {
      String prefix = meta.path("generateName").asString("");
      if (prefix.isEmpty()) {
        throw ApiException.invalid(kind, "", "metadata.name: Required value: name or generateName");
      }
      meta.put("name", prefix + randomSuffix(5));
    }
    if (!meta.path("resourceVersion").asString("").isEmpty()) {
      throw ApiException.badRequest("resourceVersion should not be set on objects to be created");
    }
    assignNamespace(target, meta);
    defaults.apply(kind, object);
    if (kind.hasStatus() && kind != Kinds.NAMESPACE && kind != Kinds.POD) {
      // Clients cannot set the status; it belongs to the controllers.
      object.remove("status");
      if (kind == Kinds.SERVICE) {
        Json.ensureObject(object, "status.loadBalancer");
      }
    }
    Schema.check(kind, object);
    admission.create(kind, object);
    Validation.check(kind, object, null);
    if (dryRun) {
      if (store.find(kind, ObjectMeta.namespace(object), ObjectMeta.name(object)).isPresent()) {
        throw ApiException.alreadyExists(kind, ObjectMeta.name(object));
      }
      return object;
    }
    return store.create(kind, object);
  }

  public ObjectNode update(ResourcePath target, ObjectNode body, boolean dryRun) {
    checkKind(target.kind(), body);
    ObjectNode before = get(target);
    String version = Json.text(body, "metadata.resourceVersion");
    if (!version.isEmpty() && !version.equals(Json.text(before, "metadata.resourceVersion"))) {
      throw ApiException.conflict(
          target.kind(),
          target.name(),
          "the object has been modified; please apply your changes to the latest version and try"
              + " again");
    }
    return save(target, before, body, dryRun);
  }

  public ObjectNode patch(ResourcePath target, String contentType, byte[] body, boolean dryRun) {
    Optional<ObjectNode> before = store.find(target.kind(), target.namespace(), target.name());
    if (before.isEmpty() && contentType.equals("application/apply-patch+yaml")) {
      ObjectNode fresh = (ObjectNode) Json.parse(body);
      Json.ensureObject(fresh, "metadata").put("name", target.name());
      return create(target, fresh, dryRun);
    }
    ObjectNode current =
        before.orElseThrow(() -> ApiException.notFound(target.kind(), target.name()));
    ObjectNode after = Patches.apply(contentType, target.kind(), current, body);
    String version = Json.text(after, "metadata.resourceVersion");
    if (!version.isEmpty() && !version.equals(Json.text(current, "metadata.resourceVersion"))) {
      throw ApiException.conflict(
          target.kind(), target.name(), "the object has been modified; please apply your changes");
    }
    return save(target, current, after, dryRun);
  }

  /** Stores a client's version of an object, except for the fields that clients cannot change. */
  private ObjectNode save(
      ResourcePath target, ObjectNode before, ObjectNode desired, boolean dryRun) {
    Kind kind = target.kind();
    ObjectNode after;
    if (target.subresource().equals("status")) {
      after =
          Json.modifiedCopy(before, copy -> copy.set("status", desired.path("status").deepCopy()));
    } else {
      after = desired.deepCopy();
      if (!ObjectMeta.name(after).equals(ObjectMeta.name(before))) {
        throw ApiException.badRequest("the name of the object does not match the name on the URL");
      }
      ObjectNode meta = Json.ensureObject(after, "metadata");
      for (String field :
          List.of("uid", "creationTimestamp", "deletionTimestamp", "namespace", "generation")) {
        restoreField(before.path("metadata"), meta, field);
      }
      if (kind.hasStatus()) {
        restoreField(before, after, "status");
      }
      if (kind == Kinds.SERVICE && Json.text(after, "spec.clusterIP").isEmpty()) {
        restoreField(before.path("spec"), Json.ensureObject(after, "spec"), "clusterIP");
        restoreField(before.path("spec"), Json.ensureObject(after, "spec"), "clusterIPs");
      }
      if (kind == Kinds.JOB) {
        restoreField(before.path("spec"), Json.ensureObject(after, "spec"), "selector");
      }
      if (kind != Kinds.NAMESPACE) {
        defaults.apply(kind, after);
      }
      Schema.check(kind, after);
      admission.update(kind, after);
      Validation.check(kind, after, before);
      if (!isSameContent(before, after)) {
        meta.put("generation", ObjectMeta.generation(before) + 1);
      }
    }
    after.put("apiVersion", kind.apiVersion()).put("kind", kind.name());
    Json.ensureObject(after, "metadata")
        .set("resourceVersion", Json.at(before, "metadata.resourceVersion"));
    if (dryRun) {
      return after;
    }
    ObjectNode stored = store.replace(kind, before, after);
    if (ObjectMeta.isDeleting(stored)
        && !ObjectMeta.hasFinalizers(stored)
        && kind != Kinds.NAMESPACE) {
      store.remove(kind, stored);
    }
    return stored;
  }

  private void assignNamespace(ResourcePath target, ObjectNode meta) {
    Kind kind = target.kind();
    if (!kind.namespaced()) {
      meta.remove("namespace");
      return;
    }
    String requested = meta.path("namespace").asString("");
    if (!requested.isEmpty() && !requested.equals(target.namespace())) {
      throw ApiException.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    ObjectNode namespace =
        store
            .find(Kinds.NAMESPACE, "", target.namespace())
            .orElseThrow(() -> ApiException.notFound(Kinds.NAMESPACE, target.namespace()));
    if (ObjectMeta.isDeleting(namespace)) {
      throw ApiException.forbidden(
          kind,
          meta.path("name").asString(""),
          "unable to create new content in namespace "
              + target.namespace()
              + " because it is being terminated");
    }
    meta.put("namespace", target.namespace());
  }

  private static void checkKind(Kind kind, ObjectNode body) {
    String apiVersion = body.path("apiVersion").asString(kind.apiVersion());
    String name = body.path("kind").asString(kind.name());
    if (!apiVersion.equals(kind.apiVersion()) || !name.equals(kind.name())) {
      throw ApiException.badRequest(
          "the object provided is unrecognized: "
              + apiVersion
              + "/"
              + name
              + " was sent to "
              + kind.qualifiedName());
    }
  }

  private static void restoreField(JsonNode from, ObjectNode to, String field) {
    if (from.has(field)) {
      to.set(field, from.get(field).deepCopy());
    } else {
      to.remove(field);
    }
  }

  private static boolean isSameContent(ObjectNode before, ObjectNode after) {
    for (Map.Entry<String, JsonNode> entry : after.properties()) {
      boolean isContent = !entry.getKey().equals("metadata") && !entry.getKey().equals("status");
      if (isContent && !entry.getValue().equals(before.get(entry.getKey()))) {
        return false;
      }
    }
    return true;
  }

  private static String randomSuffix(int length) {
    StringBuilder suffix = new StringBuilder();
    for (int i = 0; i < length; i++) {
      suffix.append(
          SUFFIX_LETTERS.charAt(ThreadLocalRandom.current().nextInt(SUFFIX_LETTERS.length())));
    }
    return suffix.toString();
  }
}
