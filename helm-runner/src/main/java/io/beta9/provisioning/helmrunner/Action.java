package io.beta9.provisioning.helmrunner;

import java.util.Locale;

/** The Helm command that a request specifies, in lower case in the request file. */
enum Action {
  INSTALL(true, true),
  UPGRADE(true, true),
  UNINSTALL(false, true),
  STATUS(false, true),
  LIST(false, true),
  TEMPLATE(true, false),
  VERSION(false, false);

  private final boolean needsChart;
  private final boolean needsCluster;

  Action(boolean needsChart, boolean needsCluster) {
    this.needsChart = needsChart;
    this.needsCluster = needsCluster;
  }

  boolean needsChart() {
    return needsChart;
  }

  boolean needsCluster() {
    return needsCluster;
  }

  boolean needsRelease() {
    return this != LIST && this != VERSION;
  }

  /**
   * Returns the action with this code.
   *
   * @throws InvalidRequestException if there is none
   */
  static Action parse(String code) throws InvalidRequestException {
    for (Action action : values()) {
      if (action.code().equals(code)) {
        return action;
      }
    }
    throw new InvalidRequestException("unknown action '" + code + "'");
  }

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
