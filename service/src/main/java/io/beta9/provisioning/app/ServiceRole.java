package io.beta9.provisioning.app;

import io.beta9.provisioning.settings.Settings;
import java.util.Set;

/** A role that a process performs. A process can have both roles. */
public enum ServiceRole {
  API,
  WORKER;

  /** Returns the name of the setting with the port of a process that has these roles. */
  static String portSetting(Set<ServiceRole> roles) {
    return roles.contains(API) ? "LISTEN_PORT" : "WORKER_LISTEN_PORT";
  }

  /** Returns the port of a process that has these roles: the API's if it has both. */
  static int listenPort(Set<ServiceRole> roles, Settings settings) {
    return roles.contains(API) ? settings.listen().port() : settings.worker().listenPort();
  }
}
