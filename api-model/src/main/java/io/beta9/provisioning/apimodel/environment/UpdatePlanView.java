package io.beta9.provisioning.apimodel.environment;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an update would do to the resources of an environment, as Terraform has planned it.
 *
 * @param operation the id of the operation that plans
 * @param state {@code waiting}, {@code running}, {@code succeeded}, {@code failed} or {@code
 *     cancelled}
 * @param changes empty until it has been planned
 * @param requiredAcceptances the consequences that the update has to accept by name, for example
 *     {@code node-groups}; it is rejected without
 * @param failure why it could not be planned; null if it could
 * @param finishedAt null while it is waiting or running
 */
public record UpdatePlanView(
    String operation,
    String state,
    List<PlannedChange> changes,
    List<String> requiredAcceptances,
    @Nullable FailureView failure,
    Instant requestedAt,
    @Nullable Instant finishedAt) {
  public UpdatePlanView {
    changes = changes == null ? List.of() : List.copyOf(changes);
    requiredAcceptances =
        requiredAcceptances == null ? List.of() : List.copyOf(requiredAcceptances);
  }

  /**
   * A resource that is created, changed, replaced or destroyed.
   *
   * @param address for example {@code aws_db_instance.this}
   * @param action {@code create}, {@code update}, {@code replace} or {@code delete}
   * @param attributes the names of the attributes that change, without their values
   * @param consequence what is interrupted; null if nothing
   * @param interruptionSeconds how long that usually takes, at most
   * @param explanation what is interrupted, as a clause; empty if nothing
   * @param dataLoss what data is lost; null if none
   */
  public record PlannedChange(
      String address,
      String action,
      List<String> attributes,
      @Nullable String consequence,
      @Nullable Long interruptionSeconds,
      String explanation,
      @Nullable String dataLoss) {
    public PlannedChange {
      attributes = attributes == null ? List.of() : List.copyOf(attributes);
      explanation = explanation == null ? "" : explanation;
    }
  }
}
