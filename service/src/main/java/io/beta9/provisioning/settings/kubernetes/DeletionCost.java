package io.beta9.provisioning.settings.kubernetes;

/** What a worker reports as the deletion cost of its pod. */
public enum DeletionCost {
  NONE,
  OPERATIONS
}
