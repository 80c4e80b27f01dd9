package io.beta9.provisioning.console.page;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.console.session.ConsolePaths;
import java.util.Arrays;

/** The entries of the navigation. */
public enum Section {
  ENVIRONMENTS("Environments", "", Permission.ENVIRONMENT_READ),
  NEW_ENVIRONMENT("New environment", "/environments/new", Permission.ENVIRONMENT_CREATE),
  OPERATIONS("Operations", "/operations", Permission.INSTALLATION_READ),
  REPORTS("Reports", "/reports", Permission.INSTALLATION_READ),
  AUDIT("Audit", "/audit", Permission.AUDIT_READ),
  WEBHOOKS("Webhooks", "/webhooks", Permission.WEBHOOK_READ),
  ACCESS("Access", "/access", Permission.KEY_MANAGE);

  private final String title;
  private final String path;
  private final Permission permission;

  Section(String title, String path, Permission permission) {
    this.title = title;
    this.path = path;
    this.permission = permission;
  }

  public String title() {
    return title;
  }

  public String path() {
    return ConsolePaths.ROOT + path;
  }

  boolean isVisibleTo(Caller caller) {
    return caller.has(permission);
  }

  /** Returns the path of the first page that a caller can see. */
  static String firstPath(Caller caller) {
    return Arrays.stream(values())
        .filter(section -> section.isVisibleTo(caller))
        .findFirst()
        .orElse(AUDIT)
        .path();
  }
}
