package io.beta9.provisioning.cloudsim.aws.identity;

import java.io.Serializable;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Seeded access keys, and sessions created by STS. */
final class CredentialState implements Serializable {
  private static final long serialVersionUID = 1L;

  final Map<String, Key> keys = new HashMap<>();
  final Map<String, Session> sessions = new HashMap<>();

  record Key(String account, String userArn, String secret) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @param userId the role's id and the session's name, as reported by GetCallerIdentity
   * @param policy the session policy; null if there is none
   */
  record Session(
      String account,
      String arn,
      String userId,
      String token,
      String secret,
      Instant expires,
      SessionLimits limits,
      @Nullable String policy)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }
}
