package io.beta9.provisioning.cloudsim.kubernetes.gateway;

import java.io.Serializable;
import java.util.concurrent.ConcurrentHashMap;

/** The gateways' databases of one account and region, by host name. */
public final class Beta9Databases implements Serializable {
  private static final long serialVersionUID = 1;

  private final ConcurrentHashMap<String, Beta9Database> byHost = new ConcurrentHashMap<>();

  /** The database at a host: an empty one where no gateway has used it yet. */
  public Beta9Database at(String host) {
    return byHost.computeIfAbsent(host, unused -> new Beta9Database());
  }
}
