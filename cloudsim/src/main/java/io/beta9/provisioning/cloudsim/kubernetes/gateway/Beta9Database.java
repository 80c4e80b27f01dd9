package io.beta9.provisioning.cloudsim.kubernetes.gateway;

import java.io.Serializable;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a gateway keeps in its PostgreSQL database: who claimed it, and where workspaces lie. */
public final class Beta9Database implements Serializable {
  private static final long serialVersionUID = 1;

  private @Nullable String workspaceId;
  private @Nullable String adminToken;
  private @Nullable String bucket;
  private final Set<String> appliedResets = new HashSet<>();

  /** The first workspace and its token, as they are given to whoever comes first. */
  public record Claim(String workspaceId, String token) {}

  /** Claims it, or gives nothing where somebody else has. */
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

  /** The workspace that a token belongs to. */
  synchronized Optional<String> findWorkspace(String shown) {
    return shown.equals(adminToken) ? Optional.ofNullable(workspaceId) : Optional.empty();
  }

  synchronized void setStorageBucket(String bucketName) {
    bucket = bucketName;
  }

  /** Forgets everything, once for each word. */
  synchronized void resetOnce(String word) {
    if (appliedResets.add(word)) {
      workspaceId = null;
      adminToken = null;
      bucket = null;
    }
  }

  public synchronized boolean isClaimed() {
    return workspaceId != null;
  }

  public synchronized boolean hasStorage() {
    return bucket != null;
  }
}
