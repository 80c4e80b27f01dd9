package io.beta9.provisioning.bootstrap.gateway;

import java.util.Optional;

/** Where the administrator's token of a claimed Beta9 is kept. */
public interface AdminTokenStore {

  /** The token, if Beta9 was claimed by us before. */
  Optional<StoredToken> load();

  /** Keeps it; when this returns it can not be lost any more. */
  void save(StoredToken token);

  /**
   * Marks that we are about to claim a Beta9; an earlier mark or token is replaced. When this
   * returns, whoever comes after us knows it.
   *
   * @return the mark, a word that was not used before
   */
  String recordClaimAttempt();

  /** The mark of a claim whose token was never kept. */
  Optional<String> pendingClaimAttempt();

  /** A workspace and its administrator's token. */
  record StoredToken(String workspaceId, String token) {
    @Override
    public String toString() {
      return "Kept[workspaceId=" + workspaceId + "]";
    }
  }
}
