package io.beta9.provisioning.app;

import io.beta9.provisioning.settings.Settings;
import java.util.Set;

/** What a process does. */
public enum ServiceRole {
  API,
  WORKER;

  /** The setting by which a process with these roles is told its port. */
  static String portSetting(Set<ServiceRole> roles) {
    return roles.contains(API) ? "LISTEN_PORT" : "WORKER_LISTEN_PORT";
  }

  /** A process that is both has the API's. */
  static int listenPort(Set<ServiceRole> roles, Settings settings) {
    return roles.contains(API) ? settings.api().listenPort() : settings.worker().listenPort();
  }
}
