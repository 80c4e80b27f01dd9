package io.beta9.provisioning.apimodel.account;

import io.beta9.provisioning.apimodel.environment.FailureView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A registered cloud account.
 *
 * @param id {@code acc_} and twelve hexadecimal digits
 * @param tenant null if the service does not say
 * @param accountId the account's id in the cloud, for AWS twelve digits
 * @param externalId the external id that the role's trust policy has to require; null for a legacy
 *     account without one, and for callers of another tenant
 * @param permissionsBoundary the name of the policy that created roles and users have as their
 *     permissions boundary; null if none is required
 * @param state {@code pending}, {@code verified}, {@code failed}, {@code legacy} or {@code
 *     suspended}
 * @param environments the number of its environments that are not destroyed
 * @param errorMessage why the latest verification was not successful; null if it was
 * @param failure the same, for programs
 * @param verifiedAt when a verification was last successful
 * @param checkedAt when a verification last had a result
 * @param trustPolicy the role's trust policy; null in a list, if the service cannot determine its
 *     own account, and for callers of another tenant
 * @param permissionPolicies the policies to attach to the role; null in a list
 * @param boundaryPolicy the policy that is the permissions boundary, a proposal; null in a list,
 *     and if none is required
 */
public record AccountView(
    String id,
    @Nullable String tenant,
    String provider,
    String accountId,
    String roleArn,
    @Nullable String externalId,
    @Nullable String permissionsBoundary,
    String state,
    int environments,
    @Nullable String errorMessage,
    @Nullable FailureView failure,
    String createdBy,
    Instant createdAt,
    @Nullable Instant verifiedAt,
    @Nullable Instant checkedAt,
    @Nullable Map<String, Object> trustPolicy,
    @Nullable List<RolePolicy> permissionPolicies,
    @Nullable RolePolicy boundaryPolicy) {

  /** Returns the account without its external id, which only its tenant is shown. */
  public AccountView withoutExternalId() {
    return new AccountView(
        id,
        tenant,
        provider,
        accountId,
        roleArn,
        null,
        permissionsBoundary,
        state,
        environments,
        errorMessage,
        failure,
        createdBy,
        createdAt,
        verifiedAt,
        checkedAt,
        null,
        permissionPolicies,
        boundaryPolicy);
  }

  /** A managed policy of the role: its name, and its document. */
  public record RolePolicy(String name, Map<String, Object> document) {}
}
