package io.beta9.provisioning.cloudsim.aws;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What STS and the authentication of requests need to know about the IAM of all accounts. */
public interface IdentityDirectory {

  /**
   * An existing role.
   *
   * @param id the unique id, which begins with AROA
   */
  record AssumableRole(String arn, String name, String id, int maxSessionSeconds) {}

  /** Returns the role with this ARN, if it exists. */
  Optional<AssumableRole> role(String roleArn);

  /**
   * Returns whether the role's trust policy allows the action for this caller.
   *
   * @param action for example {@code sts:AssumeRole} or {@code sts:AssumeRoleWithWebIdentity}
   * @param caller the ARN of a user, a session, an account's root or an OIDC provider, or the name
   *     of a service ({@code eks.amazonaws.com})
   * @param context the request's condition keys, including {@code sts:ExternalId} if it was sent
   * @return false also if the role does not exist: STS does not distinguish the two cases
   */
  boolean trusts(String roleArn, String action, String caller, Map<String, List<String>> context);

  /**
   * Returns the audiences of an OIDC provider.
   *
   * @param issuer its URL without {@code https://}
   * @return empty if the account has no such provider
   */
  Optional<List<String>> audiencesOfOidcProvider(String account, String issuer);

  /** Returns the ARN of the user that owns this active access key. */
  Optional<String> userOfAccessKey(String accessKeyId);

  /** Returns the secret of a user's access key, if it is known. */
  default Optional<String> secretOfAccessKey(String accessKeyId) {
    return Optional.empty();
  }

  /** Returns the tags of a role, user or other resource of IAM. */
  Map<String, String> tagsOf(String arn);

  /** Returns the ARN of the permissions boundary of a role or user, if it has one. */
  Optional<String> boundaryOf(String arn);

  /**
   * Returns the ARN of an existing role or user, which includes its path.
   *
   * @param type {@code role} or {@code user}
   */
  Optional<String> arnOf(String type, String name, String account);

  /**
   * Returns whether a user's or a role session's identity policies and permissions boundary allow
   * an action.
   *
   * @param callerArn the ARN of a user or of a session of a role
   * @param context the values of the condition keys, with keys in lower case
   */
  boolean allows(
      String callerArn, String action, String resource, Map<String, List<String>> context);

  /** Returns whether the role's policies explicitly deny the action. */
  boolean denies(String roleArn, String action);
}
