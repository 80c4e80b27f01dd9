package io.beta9.provisioning.cloudsim.kubernetes.store;

import java.util.List;

/**
 * A built-in kind of Kubernetes object.
 *
 * @param group the API group; empty for the core group
 * @param name the value of the field {@code kind}
 * @param plural the resource name in paths
 * @param hasStatus whether the kind has a {@code status} subresource
 */
public record Kind(
    String group,
    String version,
    String name,
    String plural,
    boolean namespaced,
    boolean hasStatus,
    List<String> shortNames) {

  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** Returns the name that error messages use, for example {@code deployments.apps}. */
  public String qualifiedName() {
    return group.isEmpty() ? plural : plural + "." + group;
  }
}
