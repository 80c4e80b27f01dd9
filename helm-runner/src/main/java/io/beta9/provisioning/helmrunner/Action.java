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

  static Action of(String word) throws BadRequestException {
    for (Action action : values()) {
      if (action.word().equals(word)) {
        return action;
      }
    }
    throw new BadRequestException("action '" + word + "' is not known");
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
