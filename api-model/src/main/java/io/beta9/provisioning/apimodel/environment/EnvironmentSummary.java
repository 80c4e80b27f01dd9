package io.beta9.provisioning.apimodel.environment;

import io.beta9.provisioning.apimodel.environment.EnvironmentView.QueuePosition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An environment in a list. Its meta-config, model, outputs and the details of its failure are read
 * with a request for the single environment.
 *
 * @param tenant null if the service does not say
 * @param phase the step that is running or ran last; null before the first
 * @param progress of an environment that is neither ready nor destroyed
 * @param failureCode code of the failure of the latest operation or of its previous attempt; null
 *     if it has none
 * @param failedPhase the step that failed; null if none did
 * @param failedAt when it failed; null if that is not known
 * @param stuckSince since when the environment has needed attention because its status has not
 *     changed; null if it does not
 * @param warning the same as a sentence
 * @param nextAction who has to act, and how
 * @param waiting what keeps it queued other than operations before it; null if nothing does
 */
public record EnvironmentSummary(
    String environmentId,
    @Nullable String tenant,
    String name,
    String status,
    @Nullable String phase,
    EnvironmentView.Cloud cloud,
    OperationProgress progress,
    @Nullable String errorMessage,
    @Nullable String failureCode,
    @Nullable String failedPhase,
    @Nullable Instant failedAt,
    String createdBy,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant provisionedAt,
    @Nullable Instant destroyedAt,
    @Nullable Instant stuckSince,
    @Nullable String warning,
    NextActionView nextAction,
    @Nullable QueuePosition waiting) {
  public EnvironmentSummary {
    nextAction = nextAction == null ? NextActionView.NONE : nextAction;
    progress = progress == null ? OperationProgress.NONE : progress;
    cloud = cloud == null ? new EnvironmentView.Cloud("", "", "") : cloud;
  }
}
