package io.beta9.provisioning.bootstrap.gateway;

import java.util.Optional;
import java.util.Set;

/** Stores the token with which users connect to Beta9. */
public interface UserTokenStore {

  /** A token that was stored. */
  record UserToken(String id, String workspaceId, String key) {
    @Override
    public String toString() {
      return "UserToken[id=" + id + "]";
    }
  }

  /** Returns the token, if one was stored. */
  Optional<UserToken> load();

  /** Stores the token durably. */
  void save(UserToken token);

  /**
   * Durably records that a token is about to be created. Replaces an earlier record or token.
   * Throws afterwards if the caller has lost its claim, so that it creates none beside the one of
   * its successor.
   *
   * @param existing the ids of the tokens that exist before
   */
  void recordCreation(Set<String> existing);

  /** Returns the ids of the tokens that existed before a creation whose token was never stored. */
  Optional<Set<String>> pendingCreation();
}
