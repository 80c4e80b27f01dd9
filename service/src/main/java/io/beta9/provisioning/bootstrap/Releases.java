package io.beta9.provisioning.bootstrap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Brings a release to what it should be, from whatever an earlier attempt left. */
final class Releases {
  private static final Logger log = LoggerFactory.getLogger(Releases.class);

  private final HelmClient helm;

  Releases(HelmClient helm) {
    this.helm = helm;
  }

  /**
   * Installs or upgrades. A release that is pending belongs to nobody who lives, because the caller
   * holds the environment's only claim: it is removed first.
   */
  void ensure(
      ClusterAccess cluster,
      String release,
      String namespace,
      String chart,
      ObjectNode values,
      Watchman watch)
      throws InterruptedException {
    HelmClient.Release found = helm.status(cluster, release, namespace, watch);
    if (found != null && (found.pending() || (!found.deployed() && found.revision() <= 1))) {
      log.info("Release {} was left {}; it is removed and made again", release, found.status());
      watch.progress().say("release " + release + " was left " + found.status() + ": made again");
      helm.uninstall(cluster, release, namespace, watch);
      found = null;
    }
    if (found == null) {
      helm.install(cluster, release, namespace, chart, values, watch);
    } else {
      helm.upgrade(cluster, release, namespace, chart, values, watch);
    }
  }

  void remove(ClusterAccess cluster, String release, String namespace, Watchman watch)
      throws InterruptedException {
    helm.uninstall(cluster, release, namespace, watch);
  }
}
