package io.beta9.provisioning.metaconfig.catalog;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A Beta9 release that this product installs. Upstream versions the gateway and the worker
 * separately; the gateway's version identifies a pair that was released together.
 */
public record Beta9Release(String gateway, String worker) {
  public static final Beta9Release DEFAULT = new Beta9Release("0.1.762", "0.1.729");

  /** Returns the supported releases by gateway version. */
  public static Map<String, Beta9Release> byVersion() {
    Map<String, Beta9Release> releases = new LinkedHashMap<>();
    releases.put(DEFAULT.gateway, DEFAULT);
    return releases;
  }
}
