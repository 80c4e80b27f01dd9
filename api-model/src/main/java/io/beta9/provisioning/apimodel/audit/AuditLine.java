package io.beta9.provisioning.apimodel.audit;

import org.jspecify.annotations.Nullable;

/**
 * A line of an export of the audit trail. The lines of a tenant are a checkpoint if entries were
 * removed after their retention, the entries in the order of their numbers, and the head.
 *
 * @param type {@link #CHECKPOINT}, {@link #ENTRY} or {@link #HEAD}
 * @param sequence the number of the entry in the chain of its tenant, from 1; 0 if it is in no
 *     chain
 * @param id the id of the entry; null if the chain is empty
 * @param hash SHA-256 over the values of the entry and the hash of its predecessor, in hexadecimal
 * @param at when the entry was written, with microseconds
 * @param startedId the id of the entry that this entry completes
 */
public record AuditLine(
    String type,
    String tenant,
    long sequence,
    @Nullable Long id,
    @Nullable String hash,
    @Nullable String at,
    @Nullable String actor,
    @Nullable String keyId,
    @Nullable String action,
    @Nullable String environmentId,
    @Nullable String operationId,
    @Nullable String reason,
    @Nullable String outcome,
    @Nullable String detail,
    @Nullable String finishedAt,
    @Nullable Long startedId) {
  /** The last entry that was removed after its retention. */
  public static final String CHECKPOINT = "checkpoint";

  /** An entry. */
  public static final String ENTRY = "entry";

  /** The end of a tenant's chain. */
  public static final String HEAD = "head";

  /** Creates a checkpoint or a head. */
  public static AuditLine mark(
      String type,
      String tenant,
      long sequence,
      @Nullable Long id,
      String hash,
      @Nullable String at) {
    return new AuditLine(
        type, tenant, sequence, id, hash, at, null, null, null, null, null, null, null, null, null,
        null);
  }
}
