package io.beta9.provisioning.metaconfig.catalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The versions of EKS that the module and the charts are made for. */
public final class KubernetesVersions {
  public static final String DEFAULT = "1.33";
  private static final List<String> SUPPORTED = List.of("1.31", "1.32", DEFAULT, "1.34");

  private KubernetesVersions() {}

  public static Map<String, String> byWord() {
    Map<String, String> words = new LinkedHashMap<>();
    SUPPORTED.forEach(version -> words.put(version, version));
    return words;
  }
}
