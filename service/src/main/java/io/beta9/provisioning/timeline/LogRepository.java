package io.beta9.provisioning.timeline;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.format.Excerpt;
import io.beta9.provisioning.operation.Claim;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The output of steps, numbered line by line when stored. */
public final class LogRepository {
  /**
   * Of a longer line, its beginning and its end are stored: a page has a thousand lines, and an
   * account can contain names that make Terraform print a megabyte in each.
   */
  static final int MAX_LINE_LENGTH = 8 * 1024;

  /** The length of the lines of a page together. */
  public static final int MAX_PAGE_CHARACTERS = 2_000_000;

  private final JdbcClient jdbc;

  public LogRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Stores lines in their order, in the caller's transaction, which must hold the claim. */
  public void append(Claim claim, String step, String stream, List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    jdbc.sql(
            """
            with numbers as (
              update environments set log_seq = log_seq + :count
               where id = :environment and tenant_id = :tenant
              returning log_seq - :count as before)
            insert into log_lines (environment_id, seq, tenant_id, operation_id, epoch, step, stream, text)
            select :environment, numbers.before + line.number, :tenant, :operation, :epoch, :step,
                   :stream, line.text
              from numbers, unnest(:lines::text[]) with ordinality as line (text, number)
            """)
        .param("count", lines.size())
        .param("environment", claim.environment().value())
        .param("tenant", claim.tenant().value())
        .param("operation", claim.operation().value())
        .param("epoch", claim.epoch())
        .param("step", step)
        .param("stream", stream)
        .param("lines", lines.stream().map(LogRepository::storable).toArray(String[]::new))
        .update();
  }

  /** PostgreSQL's text type cannot contain NUL, which a program may print. */
  private static String storable(String line) {
    return Excerpt.of(line, MAX_LINE_LENGTH).replace("\u0000", "\uFFFD");
  }

  /** Returns the lines after a number, oldest first. */
  public List<LogLine> after(TenantId tenant, EnvironmentId environment, long seq, int limit) {
    return after(tenant, environment, seq, limit, MAX_PAGE_CHARACTERS);
  }

  /**
   * Returns the lines after a number, oldest first.
   *
   * @param maxCharacters the length of the lines together, which only the last one exceeds
   */
  public List<LogLine> after(
      TenantId tenant, EnvironmentId environment, long seq, int limit, int maxCharacters) {
    return jdbc.sql(
            """
            select seq, at, operation_id, step, stream, text from (
              select lines.*, sum(length(text)) over (order by seq) as characters from (
                select seq, at, operation_id, step, stream, text from log_lines
                 where environment_id = :environment and tenant_id = :tenant and seq > :seq
                 order by seq limit :limit) lines) summed
             where characters - length(text) <= :characters
             order by seq
            """)
        .param("environment", environment.value())
        .param("tenant", tenant.value())
        .param("seq", seq)
        .param("limit", limit)
        .param("characters", maxCharacters)
        .query(LogRepository::line)
        .list();
  }

  /** Returns the number of the last line; 0 if there is none. */
  public long lastNumber(TenantId tenant, EnvironmentId environment) {
    return jdbc.sql(
            """
            select coalesce(max(seq), 0) from log_lines
             where environment_id = :environment and tenant_id = :tenant
            """)
        .param("environment", environment.value())
        .param("tenant", tenant.value())
        .query(Long.class)
        .single();
  }

  /**
   * Selects lines; null fields do not restrict.
   *
   * @param text part of the line, in any case
   * @param from the first number; it bounds how much is read when few lines match
   * @param before the number after the last
   */
  public record LogSearch(
      @Nullable String text, @Nullable String step, long from, long before, int limit) {}

  /** Returns the last lines that match, oldest first. */
  public List<LogLine> search(TenantId tenant, EnvironmentId environment, LogSearch search) {
    return jdbc.sql(
            """
            select seq, at, operation_id, step, stream, text from log_lines
             where environment_id = :environment and tenant_id = :tenant
               and seq >= :from and seq < :before
               and (cast(:step as text) is null or step = :step)
               and (cast(:text as text) is null or position(lower(:text) in lower(text)) > 0)
             order by seq desc limit :limit
            """)
        .param("environment", environment.value())
        .param("tenant", tenant.value())
        .param("from", search.from())
        .param("before", search.before())
        .param("step", search.step())
        .param("text", search.text())
        .param("limit", search.limit())
        .query(LogRepository::line)
        .list()
        .reversed();
  }

  private static LogLine line(ResultSet row, int number) throws SQLException {
    return new LogLine(
        row.getLong("seq"),
        row.getTimestamp("at").toInstant(),
        row.getString("operation_id"),
        row.getString("step"),
        row.getString("stream"),
        row.getString("text"));
  }
}
