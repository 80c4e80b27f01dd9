package io.beta9.provisioning.api.idempotency;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.intake.IdempotencyKey;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The requests that were sent with an idempotency key, and their responses. */
public final class IdempotentRequestRepository {
  private final JdbcClient jdbc;

  public IdempotentRequestRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * The first request with a key.
   *
   * @param response null while it is in progress
   */
  @SuppressWarnings("ArrayRecordComponent") // Compared by its content.
  record KnownRequest(byte[] requestSha256, @Nullable StoredResponse response) {}

  /**
   * Records that a request is in progress, unless another one with this key is known. A request
   * that was begun {@code abandonedAfter} ago and has no response belongs to a process that has
   * ended.
   *
   * @return whether the caller has to execute the request
   */
  boolean begin(TenantId tenant, IdempotencyKey key, Duration abandonedAfter) {
    return jdbc.sql(
                """
                insert into idempotent_requests as known (tenant_id, key, request_sha256)
                values (:tenant, :key, :request)
                on conflict (tenant_id, key) do update set started_at = now()
                 where known.status is null
                   and known.request_sha256 = excluded.request_sha256
                   and known.started_at < now() - make_interval(secs => :abandoned)
                """)
            .param("tenant", tenant.value())
            .param("key", key.key())
            .param("request", key.requestSha256())
            .param("abandoned", abandonedAfter.toSeconds())
            .update()
        == 1;
  }

  Optional<KnownRequest> find(TenantId tenant, IdempotencyKey key) {
    return jdbc.sql(
            """
            select request_sha256, status, route, content_type, location, body from idempotent_requests
             where tenant_id = :tenant and key = :key
            """)
        .param("tenant", tenant.value())
        .param("key", key.key())
        .query(
            (row, number) -> {
              Integer status = row.getObject("status", Integer.class);
              return new KnownRequest(
                  row.getBytes("request_sha256"),
                  status == null
                      ? null
                      : new StoredResponse(
                          status,
                          row.getString("route"),
                          row.getString("content_type"),
                          row.getString("location"),
                          row.getBytes("body")));
            })
        .optional();
  }

  /** Stores the response of a request that was begun. */
  void finish(TenantId tenant, IdempotencyKey key, StoredResponse response) {
    jdbc.sql(
            """
            update idempotent_requests
               set status = :status, route = :route, content_type = :type, location = :location, body = :body
             where tenant_id = :tenant and key = :key and status is null
            """)
        .param("status", response.status())
        .param("route", response.route())
        .param("type", response.contentType())
        .param("location", response.location())
        .param("body", response.body(), java.sql.Types.BINARY)
        .param("tenant", tenant.value())
        .param("key", key.key())
        .update();
  }

  /** Deletes a request that had no effect, so that the key can be used again. */
  void forget(TenantId tenant, IdempotencyKey key) {
    jdbc.sql(
            """
            delete from idempotent_requests
             where tenant_id = :tenant and key = :key and status is null
            """)
        .param("tenant", tenant.value())
        .param("key", key.key())
        .update();
  }
}
