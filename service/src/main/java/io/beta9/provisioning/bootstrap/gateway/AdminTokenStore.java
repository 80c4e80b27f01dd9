package io.beta9.provisioning.bootstrap.gateway;

import java.util.Optional;

/** Stores the administrator's token of a claimed Beta9. */
public interface AdminTokenStore {

  /** Returns the token, if this service has claimed Beta9 before. */
  Optional<StoredToken> load();

  /** Stores the token durably. */
  void save(StoredToken token);

  /**
   * Durably records that a claim is about to be made. Replaces an earlier mark or token.
   *
   * @return the mark, which is unique
   */
  String recordClaimAttempt();

  /** Returns the mark of a claim whose token was never stored. */
  Optional<String> pendingClaimAttempt();

  /** A workspace and its administrator's token. */
  record StoredToken(String workspaceId, String token) {
    @Override
    public String toString() {
      return "StoredToken[workspaceId=" + workspaceId + "]";
    }
  }
}
