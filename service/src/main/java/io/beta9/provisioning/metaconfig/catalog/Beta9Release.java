package io.beta9.provisioning.metaconfig.catalog;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A Beta9 release that this product installs. Upstream versions its programs separately; the
 * gateway's version identifies versions that belong together.
 *
 * @param runner the version of the images from which users' images are built: the end of their
 *     tags, for example of {@code py310-latest}
 */
public record Beta9Release(String gateway, String worker, String runner) {
  /**
   * The runner's version is not established where this was written: upstream's workflow {@code
   * release-runner.yml} tags its images {@code py310-<version>} and {@code py310-latest}, and no
   * registry could be reached that lists the versions. It is determined when Beta9 is installed;
   * this one is used where the registry cannot be reached.
   */
  private static final String NEWEST_RUNNER = "latest";

  public static final Beta9Release DEFAULT = new Beta9Release("0.1.762", "0.1.729", NEWEST_RUNNER);

  /** Returns the supported releases by gateway version. */
  public static Map<String, Beta9Release> byVersion() {
    Map<String, Beta9Release> releases = new LinkedHashMap<>();
    releases.put(DEFAULT.gateway, DEFAULT);
    return releases;
  }

  /** Returns the runner's version that belongs to a gateway. */
  public static String runnerOf(String gateway) {
    return byVersion().getOrDefault(gateway, DEFAULT).runner;
  }
}
