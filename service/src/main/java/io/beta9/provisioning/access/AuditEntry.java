package io.beta9.provisioning.access;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the audit trail.
 *
 * @param actor the name of the key with which the action was requested
 * @param action for example {@code state.unlock}
 * @param reason the reason that the caller gave
 * @param detail the result, as text
 */
public record AuditEntry(
    long id,
    Instant at,
    TenantId tenant,
    String actor,
    String keyId,
    String action,
    @Nullable String environmentId,
    @Nullable String operationId,
    @Nullable String reason,
    AuditOutcome outcome,
    @Nullable String detail,
    @Nullable Instant finishedAt) {

  /** The outcome of an action. */
  public enum AuditOutcome {
    /** The action was about to start. An entry that remains so belongs to a process that died. */
    STARTED,
    DONE,
    /** The action was rejected and had no effect. */
    REFUSED,
    FAILED;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
