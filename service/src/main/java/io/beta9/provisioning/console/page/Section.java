package io.beta9.provisioning.console.page;

import io.beta9.provisioning.console.session.ConsolePaths;

/** The entries of the navigation. */
public enum Section {
  ENVIRONMENTS("Environments", "", false),
  NEW_ENVIRONMENT("New environment", "/environments/new", false),
  OPERATIONS("Operations", "/operations", true),
  REPORTS("Reports", "/reports", true),
  AUDIT("Audit", "/audit", false),
  ACCESS("Access", "/access", false);

  private final String title;
  private final String path;
  private final boolean operatorsOnly;

  Section(String title, String path, boolean operatorsOnly) {
    this.title = title;
    this.path = path;
    this.operatorsOnly = operatorsOnly;
  }

  public String title() {
    return title;
  }

  public String path() {
    return ConsolePaths.ROOT + path;
  }

  boolean isVisibleTo(boolean operator) {
    return operator || !operatorsOnly;
  }
}
