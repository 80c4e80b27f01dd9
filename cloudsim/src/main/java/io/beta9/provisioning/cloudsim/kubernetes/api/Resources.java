package io.beta9.provisioning.cloudsim.kubernetes.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Creating, reading, changing and deleting, as the API promises it. Its caller holds the lock. */
public final class Resources {
  private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  private final Objects objects;
  private final Defaults defaults;

  public Resources(Objects objects) {
    this.objects = objects;
    this.defaults = new Defaults(objects);
  }

  /** Creates an object as a client would, for those who act inside the cluster. */
  public ObjectNode create(Kind kind, String namespace, ObjectNode body) {
    return create(new Target(kind, namespace, "", "", "/"), body, false);
  }

  ObjectNode get(Target target) {
    return objects
        .find(target.kind(), target.namespace(), target.name())
        .orElseThrow(() -> ApiFault.notFound(target.kind(), target.name()));
  }

  /** A list with a kind of its own, as the API has it, and not merely a {@code List}. */
  ObjectNode list(Target target, @Nullable String labels, @Nullable String fields) {
    Predicate<JsonNode> chosen = Selector.of(labels, fields);
    ObjectNode list = Json.object();
    list.put("kind", target.kind().name() + "List").put("apiVersion", target.kind().apiVersion());
    list.putObject("metadata").put("resourceVersion", String.valueOf(objects.version()));
    ArrayNode items = list.putArray("items");
    objects.list(target.kind(), target.namespace()).stream().filter(chosen).forEach(items::add);
    return list;
  }

  ObjectNode create(Target target, ObjectNode body, boolean dryRun) {
    Kind kind = target.kind();
    checkKind(kind, body);
    ObjectNode object = body.deepCopy();
    ObjectNode meta = Json.make(object, "metadata");
    if (meta.path("name").asString("").isEmpty()) {
      String prefix = meta.path("generateName").asString("");
      if (prefix.isEmpty()) {
        throw ApiFault.invalid(kind, "", "metadata.name: Required value: name or generateName");
      }
      meta.put("name", prefix + suffix(5));
    }
    if (!meta.path("resourceVersion").asString("").isEmpty()) {
      throw ApiFault.badRequest("resourceVersion should not be set on objects to be created");
    }
    place(target, meta);
    defaults.fill(kind, object);
    if (kind.hasStatus() && kind != Kinds.NAMESPACE && kind != Kinds.POD) {
      // A client cannot say what is; the status is the controllers'.
      object.remove("status");
      if (kind == Kinds.SERVICE) {
        Json.make(object, "status.loadBalancer");
      }
    }
    Validation.check(kind, object, null);
    if (dryRun) {
      if (objects.find(kind, Meta.namespace(object), Meta.name(object)).isPresent()) {
        throw ApiFault.alreadyExists(kind, Meta.name(object));
      }
      return object;
    }
    return objects.create(kind, object);
  }

  ObjectNode update(Target target, ObjectNode body, boolean dryRun) {
    checkKind(target.kind(), body);
    ObjectNode before = get(target);
    String version = Json.text(body, "metadata.resourceVersion");
    if (!version.isEmpty() && !version.equals(Json.text(before, "metadata.resourceVersion"))) {
      throw ApiFault.conflict(
          target.kind(),
          target.name(),
          "the object has been modified; please apply your changes to the latest version and try"
              + " again");
    }
    return store(target, before, body, dryRun);
  }

  ObjectNode patch(Target target, String contentType, byte[] body, boolean dryRun) {
    Optional<ObjectNode> before = objects.find(target.kind(), target.namespace(), target.name());
    if (before.isEmpty() && contentType.equals("application/apply-patch+yaml")) {
      ObjectNode fresh = (ObjectNode) Json.parse(body);
      Json.make(fresh, "metadata").put("name", target.name());
      return create(target, fresh, dryRun);
    }
    ObjectNode current = before.orElseThrow(() -> ApiFault.notFound(target.kind(), target.name()));
    ObjectNode after = Patches.apply(contentType, target.kind(), current, body);
    String version = Json.text(after, "metadata.resourceVersion");
    if (!version.isEmpty() && !version.equals(Json.text(current, "metadata.resourceVersion"))) {
      throw ApiFault.conflict(
          target.kind(), target.name(), "the object has been modified; please apply your changes");
    }
    return store(target, current, after, dryRun);
  }

  /** Stores what a client made of an object, less what is not the client's to change. */
  private ObjectNode store(Target target, ObjectNode before, ObjectNode wanted, boolean dryRun) {
    Kind kind = target.kind();
    ObjectNode after;
    if (target.subresource().equals("status")) {
      after = Json.changed(before, copy -> copy.set("status", wanted.path("status").deepCopy()));
    } else {
      after = wanted.deepCopy();
      if (!Meta.name(after).equals(Meta.name(before))) {
        throw ApiFault.badRequest("the name of the object does not match the name on the URL");
      }
      ObjectNode meta = Json.make(after, "metadata");
      for (String field :
          List.of("uid", "creationTimestamp", "deletionTimestamp", "namespace", "generation")) {
        keep(before.path("metadata"), meta, field);
      }
      if (kind.hasStatus()) {
        keep(before, after, "status");
      }
      if (kind == Kinds.SERVICE && Json.text(after, "spec.clusterIP").isEmpty()) {
        keep(before.path("spec"), Json.make(after, "spec"), "clusterIP");
        keep(before.path("spec"), Json.make(after, "spec"), "clusterIPs");
      }
      if (kind == Kinds.JOB) {
        keep(before.path("spec"), Json.make(after, "spec"), "selector");
      }
      if (kind != Kinds.NAMESPACE) {
        defaults.fill(kind, after);
      }
      Validation.check(kind, after, before);
      if (!sameContent(before, after)) {
        meta.put("generation", Meta.generation(before) + 1);
      }
    }
    after.put("apiVersion", kind.apiVersion()).put("kind", kind.name());
    Json.make(after, "metadata")
        .set("resourceVersion", Json.at(before, "metadata.resourceVersion"));
    if (dryRun) {
      return after;
    }
    ObjectNode stored = objects.replace(kind, before, after);
    if (Meta.isDeleting(stored) && !Meta.hasFinalizers(stored) && kind != Kinds.NAMESPACE) {
      objects.remove(kind, stored);
    }
    return stored;
  }

  private void place(Target target, ObjectNode meta) {
    Kind kind = target.kind();
    if (!kind.namespaced()) {
      meta.remove("namespace");
      return;
    }
    String named = meta.path("namespace").asString("");
    if (!named.isEmpty() && !named.equals(target.namespace())) {
      throw ApiFault.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    ObjectNode namespace =
        objects
            .find(Kinds.NAMESPACE, "", target.namespace())
            .orElseThrow(() -> ApiFault.notFound(Kinds.NAMESPACE, target.namespace()));
    if (Meta.isDeleting(namespace)) {
      throw ApiFault.forbidden(
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
      throw ApiFault.badRequest(
          "the object provided is unrecognized: "
              + apiVersion
              + "/"
              + name
              + " was sent to "
              + kind.qualified());
    }
  }

  private static void keep(JsonNode from, ObjectNode to, String field) {
    if (from.has(field)) {
      to.set(field, from.get(field).deepCopy());
    } else {
      to.remove(field);
    }
  }

  private static boolean sameContent(ObjectNode before, ObjectNode after) {
    for (Map.Entry<String, JsonNode> entry : after.properties()) {
      boolean content = !entry.getKey().equals("metadata") && !entry.getKey().equals("status");
      if (content && !entry.getValue().equals(before.get(entry.getKey()))) {
        return false;
      }
    }
    return true;
  }

  private static String suffix(int length) {
    StringBuilder suffix = new StringBuilder();
    for (int i = 0; i < length; i++) {
      suffix.append(
          SUFFIX_LETTERS.charAt(ThreadLocalRandom.current().nextInt(SUFFIX_LETTERS.length())));
    }
    return suffix.toString();
  }
}
