package io.beta9.provisioning.access;

import io.beta9.provisioning.apimodel.audit.AuditHash;
import io.beta9.provisioning.apimodel.audit.AuditHeads.AuditHead;
import io.beta9.provisioning.apimodel.audit.AuditLine;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads the chains of the audit trail for its export. An export reads pages and holds neither a
 * transaction nor more than one page in memory.
 */
public final class AuditChainRepository {
  private static final int PAGE_SIZE = 500;

  /** At most as many entries that are in no chain are exported of a tenant: one is sufficient. */
  private static final int MAX_UNCHAINED = 100;

  private final JdbcClient jdbc;

  public AuditChainRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Returns the ends of the chains in the order of the tenants.
   *
   * @param tenant null for all tenants
   */
  public List<AuditHead> heads(@Nullable TenantId tenant) {
    return headsOf(tenant == null ? null : tenant.value());
  }

  private List<AuditHead> headsOf(@Nullable String tenant) {
    return jdbc.sql(
            """
            select tenant_id, sequence, entry_id, hash from audit_heads
             where :tenant::text is null or tenant_id = :tenant
             order by tenant_id collate "C"
            """)
        .param("tenant", tenant)
        .query(
            (row, number) ->
                new AuditHead(
                    row.getString("tenant_id"),
                    row.getLong("sequence"),
                    row.getObject("entry_id", Long.class),
                    hex(row, "hash")))
        .list();
  }

  /**
   * Passes the lines of the export to a consumer.
   *
   * @param tenant null for all tenants
   */
  public void export(@Nullable TenantId tenant, Consumer<AuditLine> lines) {
    for (String name : tenants(tenant)) {
      exportChain(name, lines);
    }
  }

  /** Returns also tenants whose entries have no head, which only manipulation leaves behind. */
  private List<String> tenants(@Nullable TenantId tenant) {
    return tenant != null
        ? List.of(tenant.value())
        : jdbc.sql(
                """
                select tenant_id from (
                  select tenant_id from audit_heads union select tenant_id from audit) t
                 order by tenant_id collate "C"
                """)
            .query(String.class)
            .list();
  }

  private void exportChain(String tenant, Consumer<AuditLine> lines) {
    AuditLine head =
        headsOf(tenant).stream()
            .findFirst()
            .map(
                found ->
                    AuditLine.mark(
                        AuditLine.HEAD, tenant, found.sequence(), found.id(), found.hash(), null))
            .orElse(AuditLine.mark(AuditLine.HEAD, tenant, 0, null, AuditHash.NONE, null));
    long afterSequence = 0;
    long afterId = 0;
    List<AuditLine> page;
    do {
      page = page(tenant, afterSequence, afterId, head.sequence());
      long next = page.isEmpty() ? head.sequence() + 1 : page.getFirst().sequence();
      if (next > afterSequence + 1) {
        // Entries may have been removed after their retention, also since the previous page.
        checkpoint(tenant).filter(mark -> mark.sequence() < next).ifPresent(lines);
      }
      page.forEach(lines);
      if (!page.isEmpty()) {
        afterSequence = page.getLast().sequence();
        afterId = Objects.requireNonNull(page.getLast().id());
      }
    } while (page.size() == PAGE_SIZE);
    lines.accept(head);
    unchained(tenant).forEach(lines);
  }

  private Optional<AuditLine> checkpoint(String tenant) {
    return jdbc.sql(
            """
            select removed_sequence, removed_id, removed_hash, removed_at from audit_heads
             where tenant_id = :tenant and removed_sequence > 0
            """)
        .param("tenant", tenant)
        .query(
            (row, number) ->
                AuditLine.mark(
                    AuditLine.CHECKPOINT,
                    tenant,
                    row.getLong("removed_sequence"),
                    row.getObject("removed_id", Long.class),
                    hex(row, "removed_hash"),
                    time(row, "removed_at")))
        .optional();
  }

  private List<AuditLine> page(String tenant, long afterSequence, long afterId, long last) {
    return jdbc.sql(
            """
            select * from audit
             where tenant_id = :tenant and sequence between greatest(:sequence, 1) and :last
               and (sequence, id) > (:sequence, :id)
             order by sequence, id limit :limit
            """)
        .param("tenant", tenant)
        .param("sequence", afterSequence)
        .param("id", afterId)
        .param("last", last)
        .param("limit", PAGE_SIZE)
        .query(AuditChainRepository::line)
        .list();
  }

  /** Returns entries that no append through the trigger can have written. */
  private List<AuditLine> unchained(String tenant) {
    return jdbc.sql(
            """
            select a.* from audit a left join audit_heads h on h.tenant_id = a.tenant_id
             where a.tenant_id = :tenant
               and (a.sequence is null or a.sequence < 1 or a.sequence > coalesce(h.sequence, 0))
             order by a.id limit :limit
            """)
        .param("tenant", tenant)
        .param("limit", MAX_UNCHAINED)
        .query(AuditChainRepository::line)
        .list();
  }

  private static AuditLine line(ResultSet row, int number) throws SQLException {
    return new AuditLine(
        AuditLine.ENTRY,
        row.getString("tenant_id"),
        row.getLong("sequence"),
        row.getLong("id"),
        hex(row, "hash"),
        time(row, "at"),
        row.getString("actor"),
        row.getString("key_id"),
        row.getString("action"),
        row.getString("environment_id"),
        row.getString("operation_id"),
        row.getString("reason"),
        row.getString("outcome"),
        row.getString("detail"),
        time(row, "finished_at"),
        row.getObject("started_id", Long.class));
  }

  private static @Nullable String time(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant().toString();
  }

  private static String hex(ResultSet row, String column) throws SQLException {
    byte[] hash = row.getBytes(column);
    return hash == null ? "" : HexFormat.of().formatHex(hash);
  }
}
