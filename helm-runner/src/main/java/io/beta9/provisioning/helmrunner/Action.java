package io.beta9.provisioning.helmrunner;

import java.util.Locale;

/** What a request asks for; each is written in lower case in the request file. */
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

  static Action parse(String word) throws InvalidRequestException {
    for (Action action : values()) {
      if (action.code().equals(word)) {
        return action;
      }
    }
    throw new InvalidRequestException("action '" + word + "' is not known");
  }

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
