package io.beta9.provisioning.cloudsim.aws;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What STS and the front door ask of IAM, across all accounts. */
public interface IdentityDirectory {

  /**
   * A role that exists.
   *
   * @param id the unique id that begins with AROA
   */
  record AssumableRole(String arn, String name, String id, int maxSessionSeconds) {}

  /** The role of this ARN, if its account has one. */
  Optional<AssumableRole> role(String roleArn);

  /**
   * Whether the role's trust policy lets this caller take the action.
   *
   * @param action for example {@code sts:AssumeRole} or {@code sts:AssumeRoleWithWebIdentity}
   * @param caller a user's ARN, a session's ARN, an account's root ARN, or for web identities the
   *     ARN of the OIDC provider, for a service its name ({@code eks.amazonaws.com})
   * @param context the request's condition keys, {@code sts:ExternalId} among them where it came
   * @return false too where there is no such role: STS does not tell the two apart
   */
  boolean trusts(String roleArn, String action, String caller, Map<String, List<String>> context);

  /** The ARN of the user whose active access key this is. */
  Optional<String> userOfAccessKey(String accessKeyId);

  /** The secret that goes with an access key of a user, where it is known. */
  default Optional<String> secretOfAccessKey(String accessKeyId) {
    return Optional.empty();
  }

  /** Whether the role's own policies deny the action outright, which a service then leaves be. */
  boolean denies(String roleArn, String action);
}
