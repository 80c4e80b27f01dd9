package io.beta9.provisioning.cloudsim.aws.iam.policy;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import java.util.List;
import java.util.Map;

/**
 * A policy that restricts one session: what it does not allow is denied, whatever the role or user
 * may do.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session">
 *     Session policies</a>
 */
public record SessionPolicy(PolicyDocument document) {
  private static final int MAX_LENGTH = 2048;

  /** Parses and validates a session policy. */
  public static SessionPolicy parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new AwsErrorException(
          400,
          "ValidationError",
          "1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must"
              + " have length less than or equal to "
              + MAX_LENGTH);
    }
    return new SessionPolicy(PolicyDocument.parseIdentityPolicy(text));
  }

  /**
   * Returns whether the session may perform the action.
   *
   * @param resource the ARN, or {@code *} for an action without one
   * @param context the request's condition keys in lower case
   */
  public boolean allows(String action, String resource, Map<String, List<String>> context) {
    return PolicyDecision.of(List.of(document), action, resource, context)
        == PolicyDecision.ALLOWED;
  }
}
