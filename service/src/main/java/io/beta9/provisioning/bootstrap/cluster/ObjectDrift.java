package io.beta9.provisioning.bootstrap.drift;

import java.util.List;

/**
 * An object that a release installed and that is missing or differs. Values are not part of it:
 * they may be secret.
 *
 * @param changed the paths of the fields that differ; empty if the object is missing
 * @param terminating whether the object still exists, but is being deleted
 */
public record ObjectDrift(String kind, String name, List<String> changed, boolean terminating) {
  private static final int MAX_PATHS = 5;

  public ObjectDrift {
    changed = List.copyOf(changed);
  }

  public boolean isMissing() {
    return changed.isEmpty();
  }

  /** Returns for example "NetworkPolicy beta9-within is missing". */
  public String summary() {
    return kind
        + " "
        + name
        + (terminating
            ? " is being deleted"
            : isMissing()
                ? " is missing"
                : " was changed: "
                    + String.join(", ", changed.subList(0, Math.min(MAX_PATHS, changed.size())))
                    + (changed.size() > MAX_PATHS
                        ? " and " + (changed.size() - MAX_PATHS) + " more fields"
                        : ""));
  }
}
