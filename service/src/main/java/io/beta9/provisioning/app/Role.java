package io.beta9.provisioning.app;

/** What a process does. */
public enum Role {
  API,
  WORKER
}
