package io.beta9.provisioning.environment;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.account.ExternalId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.CloudTarget;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One Beta9 installation in one account, as it is stored.
 *
 * @param phase the step that is running or ran last
 * @param errorMessage the stored copy of the failure's message, or a text that an operator wrote
 * @param lastFailure the failure of the latest operation, or of its previous attempt; null if it
 *     has none, or if its later attempt has passed the step that failed
 * @param previousFailure the failure of the operation before, which is history; null if none
 * @param access how the account is accessed; never returned by the API
 * @param metaConfig the customer's meta-config, completed with the defaults
 * @param infraModel the model derived from the meta-config
 * @param statusSince when the status last changed
 * @param nextAttempt the time from which a waiting operation can be claimed; null if none waits
 */
public record Environment(
    EnvironmentId id,
    TenantId tenant,
    String name,
    EnvironmentStatus status,
    @Nullable String phase,
    @Nullable String errorMessage,
    @Nullable RecordedFailure lastFailure,
    @Nullable RecordedFailure previousFailure,
    Progress progress,
    String cloudProvider,
    String region,
    String accountId,
    CloudAccess access,
    StoredJson metaConfig,
    StoredJson infraModel,
    StoredJson stateBackend,
    StoredJson outputs,
    String createdBy,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant provisionedAt,
    @Nullable Instant destroyedAt,
    Instant statusSince,
    @Nullable Instant nextAttempt) {

  /** Returns whether this is the name or the id of the environment, as in a confirmation. */
  public boolean isNamed(@Nullable String nameOrId) {
    return name.equals(nameOrId) || id.value().equals(nameOrId);
  }

  /** Returns the same without its documents. */
  public ListedEnvironment listed() {
    return new ListedEnvironment(
        id,
        tenant,
        name,
        status,
        phase,
        errorMessage,
        lastFailure,
        progress,
        cloudProvider,
        region,
        accountId,
        createdBy,
        createdAt,
        updatedAt,
        provisionedAt,
        destroyedAt,
        statusSince,
        nextAttempt,
        status == EnvironmentStatus.QUEUED);
  }

  /** Returns the failure of the latest operation; null if it has none. */
  public @Nullable Failure failure() {
    return lastFailure == null ? null : lastFailure.failure();
  }

  /**
   * Returns the account and region with the role to assume.
   *
   * @throws FailureException {@code account-not-registered} if the account was removed
   */
  public CloudTarget target() {
    String role = access.roleArn();
    if (role == null) {
      throw new FailureException(
          Failure.of(FailureCode.ACCOUNT_NOT_REGISTERED, "Accessing the account")
              .with(FailureParameter.ACCOUNT, accountId));
    }
    ExternalId externalId = access.externalId();
    return new CloudTarget(
        cloudProvider, region, accountId, role, externalId == null ? null : externalId.value());
  }
}
