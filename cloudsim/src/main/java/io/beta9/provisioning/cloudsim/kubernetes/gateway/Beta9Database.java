package io.beta9.provisioning.cloudsim.kubernetes.gateway;

import java.io.Serializable;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a gateway's PostgreSQL database: its first workspace, the administrator's token,
 * and the storage bucket.
 */
public final class Beta9Database implements Serializable {
  private static final long serialVersionUID = 1;

  private @Nullable String workspaceId;
  private @Nullable String adminToken;
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

  /** The first workspace and its administrator token, returned to the first caller. */
  public record Claim(String workspaceId, String token) {}

  /**
   * Creates the first workspace and its token, or returns empty if the gateway is already claimed.
   */
  synchronized Optional<Claim> claim() {
    if (workspaceId != null) {
      return Optional.empty();
    }
    byte[] random = new byte[48];
    new SecureRandom().nextBytes(random);
    Claim claim =
        new Claim(
            UUID.randomUUID().toString(),
            Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    workspaceId = claim.workspaceId();
    adminToken = claim.token();
    return Optional.of(claim);
  }

  /** Returns the workspace that a token belongs to. */
  synchronized Optional<String> findWorkspace(String token) {
    return token.equals(adminToken) ? Optional.ofNullable(workspaceId) : Optional.empty();
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
