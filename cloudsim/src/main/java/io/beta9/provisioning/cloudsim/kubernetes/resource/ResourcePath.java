package io.beta9.provisioning.cloudsim.kubernetes.resource;

import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import java.util.List;
import java.util.Optional;

/**
 * The resource that a path under {@code /api} or {@code /apis} identifies.
 *
 * @param namespace empty for cluster-scoped kinds and for lists across all namespaces
 * @param name empty for a collection
 * @param subresource for example {@code status}; empty for the object itself
 * @param proxyPath the path after a {@code proxy} subresource, with its leading slash
 */
public record ResourcePath(
    Kind kind, String namespace, String name, String subresource, String proxyPath) {

  /** Parses a path. Returns empty if it does not identify a resource of a known kind. */
  public static Optional<ResourcePath> parse(String path) {
    List<String> segments = List.of(path.substring(1).split("/", -1));
    boolean core = segments.getFirst().equals("api");
    int prefixLength = core ? 2 : 3;
    if (segments.size() <= prefixLength) {
      return Optional.empty();
    }
    String apiVersion = core ? segments.get(1) : segments.get(1) + "/" + segments.get(2);
    List<String> tail = segments.subList(prefixLength, segments.size());
    String namespace = "";
    if (tail.getFirst().equals("namespaces")
        && tail.size() > 2
        && Kinds.find(apiVersion, tail.get(2)).map(Kind::namespaced).orElse(false)) {
      namespace = tail.get(1);
      tail = tail.subList(2, tail.size());
    }
    List<String> rest = tail;
    String scope = namespace;
    return Kinds.find(apiVersion, rest.getFirst())
        .map(
            kind ->
                new ResourcePath(
                    kind,
                    scope,
                    rest.size() > 1 ? rest.get(1) : "",
                    rest.size() > 2 ? rest.get(2) : "",
                    rest.size() > 3 ? "/" + String.join("/", rest.subList(3, rest.size())) : "/"));
  }
}
