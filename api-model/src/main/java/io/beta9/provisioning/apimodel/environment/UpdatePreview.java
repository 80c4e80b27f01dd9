package io.beta9.provisioning.apimodel.environment;

import java.util.List;

/** What an update would change in the infra model. */
public record UpdatePreview(List<Change> changes) {
  public UpdatePreview {
    changes = changes == null ? List.of() : List.copyOf(changes);
  }

  /**
   * A changed field.
   *
   * @param path for example {@code cpu_nodes.max_size}
   * @param before current value as JSON; empty if the field is added
   * @param after new value as JSON; empty if the field is removed
   */
  public record Change(String path, String before, String after) {}
}
