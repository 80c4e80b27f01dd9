package io.beta9.provisioning.cloudsim.kubernetes.resource;

import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import java.util.List;
import java.util.Optional;

/**
 * What a path under {@code /api} or {@code /apis} points at.
 *
 * @param namespace empty for cluster-wide kinds and for lists over all namespaces
 * @param name empty for a collection
 * @param subresource for example {@code status}; empty for the object itself
 * @param rest what comes after a {@code proxy} subresource, with its leading slash
 */
public record ResourcePath(
    Kind kind, String namespace, String name, String subresource, String proxyPath) {

  /** The target of a path, or empty where it is not one of a resource. */
  public static Optional<ResourcePath> parse(String path) {
    List<String> steps = List.of(path.substring(1).split("/", -1));
    boolean core = steps.getFirst().equals("api");
    int used = core ? 2 : 3;
    if (steps.size() <= used) {
      return Optional.empty();
    }
    String apiVersion = core ? steps.get(1) : steps.get(1) + "/" + steps.get(2);
    List<String> tail = steps.subList(used, steps.size());
    String namespace = "";
    if (tail.getFirst().equals("namespaces")
        && tail.size() > 2
        && Kinds.find(apiVersion, tail.get(2)).map(Kind::namespaced).orElse(false)) {
      namespace = tail.get(1);
      tail = tail.subList(2, tail.size());
    }
    List<String> words = tail;
    String scope = namespace;
    return Kinds.find(apiVersion, words.getFirst())
        .map(
            kind ->
                new ResourcePath(
                    kind,
                    scope,
                    words.size() > 1 ? words.get(1) : "",
                    words.size() > 2 ? words.get(2) : "",
                    words.size() > 3
                        ? "/" + String.join("/", words.subList(3, words.size()))
                        : "/"));
  }
}
