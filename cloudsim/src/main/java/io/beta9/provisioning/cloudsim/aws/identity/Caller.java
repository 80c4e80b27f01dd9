package io.beta9.provisioning.cloudsim.aws.identity;

import org.jspecify.annotations.Nullable;

/**
 * The caller of a request.
 *
 * @param arn the ARN of a user or of a session
 * @param limits of the kind of its session
 * @param sessionPolicy restricts the session; null if there is none
 */
public record Caller(
    String account, String arn, SessionLimits limits, @Nullable String sessionPolicy) {
  public Caller(String account, String arn) {
    this(account, arn, SessionLimits.NONE, null);
  }
}
