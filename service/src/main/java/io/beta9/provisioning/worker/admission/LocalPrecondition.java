package io.beta9.provisioning.worker.admission;

import java.util.Locale;

/** What a worker needs of its host. */
public enum LocalPrecondition {
  TERRAFORM,
  PROVIDER_MIRROR,
  HELM,
  WORK_DIRECTORY,
  TEMPORARY_DIRECTORY,
  DISK_SPACE,
  MEMORY;

  /** Returns the name in health, metrics and reports: {@code work-directory}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
