package io.beta9.provisioning.apimodel.environment;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An environment.
 *
 * @param status one of the eight statuses, for example {@code provisioning}
 * @param phase the step that is running or ran last; null before the first
 * @param outputs outputs of Terraform; empty before it has succeeded
 * @param failure the failure of the latest operation or of its previous attempt; null if it has
 *     none
 * @param previousFailure the failure of the operation before the latest, which is history; or of an
 *     update that was rejected without a change
 * @param stuckSince since when the environment has needed attention because its status has not
 *     changed; null if it does not
 * @param warning the same as a sentence
 * @param nextAction who has to act, and how
 * @param waiting what keeps it queued other than operations before it; null if nothing does
 */
public record EnvironmentView(
    String environmentId,
    String name,
    String status,
    @Nullable String phase,
    Cloud cloud,
    OperationProgress progress,
    Map<String, Object> outputs,
    Map<String, Object> metaConfig,
    Map<String, Object> infraModel,
    Map<String, Object> stateBackendConfig,
    @Nullable String errorMessage,
    @Nullable FailureView failure,
    @Nullable FailureView previousFailure,
    String createdBy,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant provisionedAt,
    @Nullable Instant destroyedAt,
    @Nullable Instant stuckSince,
    @Nullable String warning,
    NextActionView nextAction,
    @Nullable QueuePosition waiting) {
  public EnvironmentView {
    outputs = outputs == null ? Map.of() : outputs;
    metaConfig = metaConfig == null ? Map.of() : metaConfig;
    infraModel = infraModel == null ? Map.of() : infraModel;
    stateBackendConfig = stateBackendConfig == null ? Map.of() : stateBackendConfig;
    nextAction = nextAction == null ? NextActionView.NONE : nextAction;
    progress = progress == null ? OperationProgress.NONE : progress;
    cloud = cloud == null ? new Cloud("", "", "") : cloud;
  }

  /** The account and region of an environment. */
  public record Cloud(String provider, String region, String accountId) {}

  /**
   * An environment that is queued because its region's circuit breaker is open.
   *
   * @param until when the region is probed; null if only an operator can close the circuit
   */
  public record QueuePosition(String region, String reason, @Nullable Instant until) {}
}
