package io.beta9.provisioning.apimodel.environment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an update would change in the infra model, and what that means for a running platform.
 *
 * @param requiredAcceptances the consequences that the update has to accept by name, for example
 *     {@code node-groups}; it is rejected without
 * @param plannable whether something has been created, so that Terraform can plan the update
 */
public record UpdatePreview(
    List<Change> changes, List<String> requiredAcceptances, boolean plannable) {
  public UpdatePreview {
    changes = changes == null ? List.of() : List.copyOf(changes);
    requiredAcceptances =
        requiredAcceptances == null ? List.of() : List.copyOf(requiredAcceptances);
  }

  /**
   * A changed field.
   *
   * @param path for example {@code cpu_nodes.max_size}
   * @param before current value as JSON; empty if the field is added
   * @param after new value as JSON; empty if the field is removed
   * @param effect {@code in-place}, {@code interruption} or {@code acceptance}: what is interrupted
   *     has to be accepted by name
   * @param consequence what is interrupted; null if nothing
   * @param interruptionSeconds how long that usually takes, at most
   * @param explanation what happens; empty if there is nothing to say
   * @param dataLoss what data is lost by request, such as old backups; null if none
   */
  public record Change(
      String path,
      String before,
      String after,
      String effect,
      @Nullable String consequence,
      @Nullable Long interruptionSeconds,
      String explanation,
      @Nullable String dataLoss) {
    public Change {
      effect = effect == null ? "" : effect;
      explanation = explanation == null ? "" : explanation;
    }
  }
}
