package io.beta9.provisioning.bootstrap.gateway;

import java.util.List;
import java.util.Optional;

/** The tokens of the administrator's workspace. */
public interface WorkspaceTokens {

  /** Returns them, the newest first; empty if this version of Beta9 has no endpoint for them. */
  Optional<List<WorkspaceToken>> tokens(String adminToken) throws InterruptedException;

  /**
   * Creates a token for users; empty if this version of Beta9 has no endpoint for it. The request
   * is not retried: each one creates a token.
   */
  Optional<WorkspaceToken> createToken(String adminToken) throws InterruptedException;
}
