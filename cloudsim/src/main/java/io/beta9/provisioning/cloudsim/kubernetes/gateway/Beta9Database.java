package io.beta9.provisioning.cloudsim.kubernetes.gateway;

import java.io.Serializable;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a gateway's PostgreSQL database: its first workspace with its tokens, of which
 * one is the administrator's, and the storage bucket.
 */
public final class Beta9Database implements Serializable {
  private static final long serialVersionUID = 1;

  private @Nullable String workspaceId;
  private @Nullable String adminToken;
  private @Nullable ArrayList<Token> tokens;
  private @Nullable Storage storage;
  private @Nullable WorkspaceContents contents;
  private final Set<String> appliedResets = new HashSet<>();

  /** The storage of the workspace. Its keys are encrypted with the key. */
  record Storage(
      String bucket,
      String region,
      String endpointUrl,
      String accessKey,
      String secretKey,
      String encryptionKey)
      implements Serializable {}

  /**
   * A token of the workspace.
   *
   * @param type {@code workspace}, or {@code workspace_restricted} for what runs in it
   */
  record Token(String id, String key, String type, Instant created) implements Serializable {}

  /** The first workspace and its administrator token, returned to the first caller. */
  public record Claim(String workspaceId, String token) {}

  /**
   * Creates the first workspace and its token, or returns empty if the gateway is already claimed.
   */
  synchronized Optional<Claim> claim() {
    if (workspaceId != null) {
      return Optional.empty();
    }
    Claim claim = new Claim(UUID.randomUUID().toString(), newKey());
    workspaceId = claim.workspaceId();
    adminToken = claim.token();
    return Optional.of(claim);
  }

  private static String newKey() {
    byte[] random = new byte[64];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().encodeToString(random);
  }

  /** Returns the workspace that a token belongs to. */
  synchronized Optional<String> findWorkspace(String token) {
    boolean known =
        isAdministrator(token) || tokens().stream().anyMatch(it -> it.key().equals(token));
    return known ? Optional.ofNullable(workspaceId) : Optional.empty();
  }

  synchronized boolean isAdministrator(String token) {
    return token.equals(adminToken);
  }

  synchronized Optional<String> administratorToken() {
    return Optional.ofNullable(adminToken);
  }

  /** Returns the tokens besides the administrator's, the oldest first. */
  synchronized List<Token> tokens() {
    return tokens == null ? List.of() : List.copyOf(tokens);
  }

  synchronized Token createToken(String type, Instant now) {
    if (tokens == null) {
      tokens = new ArrayList<>();
    }
    Token created = new Token(UUID.randomUUID().toString(), newKey(), type, now);
    tokens.add(created);
    return created;
  }

  /** Deletes a token; returns whether it existed. */
  synchronized boolean deleteToken(String id) {
    return tokens != null && tokens.removeIf(it -> it.id().equals(id));
  }

  synchronized void setStorage(Storage changed) {
    storage = changed;
  }

  synchronized Optional<Storage> storage() {
    return Optional.ofNullable(storage);
  }

  synchronized WorkspaceContents contents() {
    if (contents == null) {
      contents = new WorkspaceContents();
    }
    return contents;
  }

  /** Deletes all contents, once for each marker. */
  synchronized void resetOnce(String marker) {
    if (appliedResets.add(marker)) {
      workspaceId = null;
      adminToken = null;
      tokens = null;
      storage = null;
      contents = null;
    }
  }

  public synchronized boolean isClaimed() {
    return workspaceId != null;
  }

  public synchronized boolean hasStorage() {
    return storage != null;
  }
}
