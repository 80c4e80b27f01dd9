package io.beta9.provisioning.devstack.demo;

import io.beta9.provisioning.devstack.servers.EmbeddedServers;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * What the demo prints about itself when it has started.
 *
 * @param data its directory, relative to the working directory if it is the default
 * @param signInLink signs in to the console once
 * @param account the registered account
 */
record DemoAddresses(Path data, String cloud, URI api, String key, URI signInLink, String account) {

  /**
   * Returns the lines. None is longer than 80 characters, so that nothing wraps on a narrow
   * terminal, except the link, which is alone on its line: terminals open a link that wraps.
   */
  List<String> lines() {
    return List.of(
        "PostgreSQL   psql \"$(cat " + data.resolve(EmbeddedServers.DATABASE_URL) + ")\"",
        "Redis        redis-cli -u \"$(cat " + data.resolve(EmbeddedServers.REDIS_URL) + ")\"",
        "AWS          " + cloud + "  (simulated; requests: /_sim/requests)",
        "API          " + api + "  (also /metrics, /openapi.json)",
        "Console      " + api + "/console, signs in once with:",
        signInLink.toString(),
        "API key      CLI commands in this directory use it automatically:",
        "  " + key,
        "",
        "Account      " + account + "  (registered; its role requires the",
        "             external id of './provisioner accounts get " + account + "')",
        "");
  }
}
