package io.beta9.provisioning.cloudsim.kubernetes.store;

import java.util.List;

/**
 * One sort of resource.
 *
 * @param group empty for the core group
 * @param name as it stands in {@code kind}
 * @param plural as it stands in paths
 * @param hasStatus whether its status is a subresource of its own
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

  /** As error texts name it, for example {@code deployments.apps}. */
  public String qualifiedName() {
    return group.isEmpty() ? plural : plural + "." + group;
  }
}
