package io.beta9.provisioning.account;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.partition.AwsPartition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A cloud account that a tenant has registered.
 *
 * @param accountId the account's id in the cloud, for AWS twelve digits
 * @param externalId null only in the state {@code legacy}
 * @param permissionsBoundary the name of the managed policy that every created role and user must
 *     have as its permissions boundary; null if none is required
 * @param exclusive whether the account belongs to this tenant alone
 * @param failure why the latest verification was not successful; null if it was, or there was none
 * @param verifiedAt when a verification was last successful
 * @param checkedAt when a verification last had a result
 */
public record RegisteredAccount(
    AccountId id,
    TenantId tenant,
    String provider,
    String accountId,
    String roleArn,
    @Nullable ExternalId externalId,
    @Nullable String permissionsBoundary,
    AccountState state,
    boolean exclusive,
    @Nullable Failure failure,
    @Nullable Instant verifiedAt,
    @Nullable Instant checkedAt,
    String createdBy,
    Instant createdAt) {
  /** Returns the partition of the account, which is the one of its role. */
  public AwsPartition partition() {
    return AwsPartition.ofArn(roleArn).orElse(AwsPartition.AWS);
  }

  /** Returns the ARN of the permissions boundary; null if none is required. */
  public @Nullable String permissionsBoundaryArn() {
    return permissionsBoundary == null
        ? null
        : partition().iamArn(accountId, "policy/" + permissionsBoundary);
  }
}
