package io.beta9.provisioning.provider.secrets;

import java.util.Optional;
import java.util.Set;

/**
 * The secret with the token with which users connect to Beta9. Until a created token is stored, it
 * contains the ids of the tokens that existed before.
 */
public interface UserTokenSecret {

  /** The value of the secret. */
  record StoredUserToken(String id, String workspaceId, String token) {}

  /** Returns the token, if one was stored. */
  Optional<StoredUserToken> token();

  /** Returns the ids that {@link #beginCreation} stored, until a token is stored. */
  Optional<Set<String>> creationBegun();

  /** Stores the ids of the tokens that exist before one is created. */
  void beginCreation(Set<String> existing);

  void put(StoredUserToken token);
}
