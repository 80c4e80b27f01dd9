package io.beta9.provisioning.metaconfig.catalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The Kubernetes versions of EKS that the Terraform module and the charts support. */
public final class KubernetesVersions {
  public static final String DEFAULT = "1.33";
  private static final List<String> SUPPORTED = List.of("1.31", "1.32", DEFAULT, "1.34");

  private KubernetesVersions() {}

  /** Returns the supported versions in ascending order, each mapped to itself. */
  public static Map<String, String> byName() {
    Map<String, String> versions = new LinkedHashMap<>();
    SUPPORTED.forEach(version -> versions.put(version, version));
    return versions;
  }
}
