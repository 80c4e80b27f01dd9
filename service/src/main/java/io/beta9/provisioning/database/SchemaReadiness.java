package io.beta9.provisioning.database;

/** Whether this process has verified that the schema has all migrations that it knows. */
public final class SchemaReadiness {
  private volatile boolean ready;

  public boolean isReady() {
    return ready;
  }

  /** Records that no migration is pending. */
  public void markReady() {
    ready = true;
  }
}
