package io.beta9.provisioning.cloudsim.kubernetes.api;

import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The discovery documents of the API server: its version, API groups, and their resources. */
final class Discovery {
  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
  private static final Map<String, List<String>> SUBRESOURCES =
      Map.of(
          "pods", List.of("log", "eviction", "portforward", "proxy"),
          "services", List.of("proxy"),
          "deployments", List.of("scale"),
          "replicasets", List.of("scale"),
          "statefulsets", List.of("scale"));
  private static final Map<String, String> REVIEWS =
      Map.of(
          "authentication.k8s.io/v1", "SelfSubjectReview",
          "authorization.k8s.io/v1", "SelfSubjectAccessReview");

  private Discovery() {}

  static ObjectNode version(String kubernetesVersion) {
    String[] numbers = kubernetesVersion.split("\\.", -1);
    return Json.object()
        .put("major", numbers[0])
        .put("minor", numbers.length > 1 ? numbers[1] : "")
        .put("gitVersion", "v" + kubernetesVersion + ".4-eks-cl0uds1m")
        .put("gitCommit", "0000000000000000000000000000000000000000")
        .put("gitTreeState", "clean")
        .put("buildDate", "2026-01-01T00:00:00Z")
        .put("goVersion", "go1.24.0")
        .put("compiler", "gc")
        .put("platform", "linux/amd64");
  }

  /** Returns the discovery document at a path, or empty if there is none. */
  static Optional<ObjectNode> find(String path) {
    if (path.equals("/api")) {
      ObjectNode versions = Json.object();
      versions.put("kind", "APIVersions").putArray("versions").add("v1");
      versions
          .putArray("serverAddressByClientCIDRs")
          .addObject()
          .put("clientCIDR", "0.0.0.0/0")
          .put("serverAddress", "127.0.0.1");
      return Optional.of(versions);
    }
    if (path.equals("/apis")) {
      ObjectNode list = Json.object();
      list.put("kind", "APIGroupList").put("apiVersion", "v1");
      ArrayNode groups = list.putArray("groups");
      groups().forEach((group, versions) -> groups.add(group(group, versions)));
      return Optional.of(list);
    }
    if (path.equals("/api/v1")) {
      return Optional.of(resources("v1"));
    }
    if (path.startsWith("/apis/")) {
      String name = path.substring("/apis/".length());
      Set<String> versions = groups().get(name);
      if (versions != null) {
        return Optional.of(group(name, versions).put("kind", "APIGroup").put("apiVersion", "v1"));
      }
      int slash = name.indexOf('/');
      if (slash > 0
          && groups()
              .getOrDefault(name.substring(0, slash), Set.of())
              .contains(name.substring(slash + 1))) {
        return Optional.of(resources(name));
      }
    }
    return Optional.empty();
  }

  private static Map<String, Set<String>> groups() {
    Map<String, Set<String>> groups = new LinkedHashMap<>();
    for (Kind kind : Kinds.all()) {
      if (!kind.group().isEmpty()) {
        groups.computeIfAbsent(kind.group(), group -> new LinkedHashSet<>()).add(kind.version());
      }
    }
    REVIEWS
        .keySet()
        .forEach(name -> groups.put(name.substring(0, name.indexOf('/')), Set.of("v1")));
    return groups;
  }

  private static ObjectNode group(String name, Set<String> versions) {
    ObjectNode group = Json.object();
    group.put("name", name);
    ArrayNode array = group.putArray("versions");
    ObjectNode preferred = group.putObject("preferredVersion");
    for (String version : versions) {
      array.addObject().put("groupVersion", name + "/" + version).put("version", version);
      preferred.put("groupVersion", name + "/" + version).put("version", version);
    }
    return group;
  }

  private static ObjectNode resources(String apiVersion) {
    ObjectNode list = Json.object();
    list.put("kind", "APIResourceList").put("apiVersion", "v1").put("groupVersion", apiVersion);
    ArrayNode resources = list.putArray("resources");
    for (Kind kind : Kinds.all()) {
      if (kind.apiVersion().equals(apiVersion)) {
        ObjectNode resource = resource(resources, kind, kind.plural(), VERBS);
        kind.shortNames().forEach(resource.putArray("shortNames")::add);
        if (kind.hasStatus()) {
          resource(resources, kind, kind.plural() + "/status", List.of("get", "patch", "update"));
        }
        for (String sub : SUBRESOURCES.getOrDefault(kind.plural(), List.of())) {
          resource(resources, kind, kind.plural() + "/" + sub, List.of("create", "get"));
        }
      }
    }
    String review = REVIEWS.get(apiVersion);
    if (review != null) {
      ObjectNode resource = resources.addObject();
      resource.put("name", review.toLowerCase(Locale.ROOT) + "s").put("singularName", "");
      resource.put("namespaced", false).put("kind", review).putArray("verbs").add("create");
    }
    return list;
  }

  private static ObjectNode resource(
      ArrayNode resources, Kind kind, String name, List<String> verbs) {
    ObjectNode resource = resources.addObject();
    resource.put("name", name).put("singularName", kind.name().toLowerCase(Locale.ROOT));
    resource.put("namespaced", kind.namespaced()).put("kind", kind.name());
    verbs.forEach(resource.putArray("verbs")::add);
    return resource;
  }
}
