package io.beta9.provisioning.cloudsim.kubernetes.gateway;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** The databases of all gateways of one account and region, by host name. */
public final class Beta9Databases implements Serializable {
  private static final long serialVersionUID = 1;

  private final Map<String, Beta9Database> byHost = Collections.synchronizedMap(new TreeMap<>());

  /** Returns the database at a host; it is empty until a gateway uses it. */
  public Beta9Database forHost(String host) {
    return byHost.computeIfAbsent(host, unused -> new Beta9Database());
  }
}
