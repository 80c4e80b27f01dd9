package io.beta9.provisioning.access;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of the audit trail.
 *
 * @param actor the name of the key by which it was asked for
 * @param action what was asked for, for example {@code state.unlock}
 * @param reason what was given as the reason
 * @param detail what came of it, in words
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

  /** What came of it. */
  public enum AuditOutcome {
    /** It was about to happen; that it stays so means that it died on its way. */
    BEGUN,
    DONE,
    /** It could not be, as things stood, and nothing was done. */
    REFUSED,
    FAILED;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
