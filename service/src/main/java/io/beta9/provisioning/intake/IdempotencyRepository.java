package io.beta9.provisioning.intake;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.operation.OperationId;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The idempotency keys and the environments that their requests concerned. */
final class IdempotencyRepository {
  private final JdbcClient jdbc;

  IdempotencyRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Thrown if another request with the same key committed first; the caller tries again. */
  static final class ConcurrentRequestException extends RuntimeException {
    ConcurrentRequestException(Throwable cause) {
      super(cause);
    }
  }

  /**
   * Returns the environment of the first request with this key; empty if there was none.
   *
   * @throws IdempotencyKeyReusedException if the key was used for a different request
   */
  Optional<EnvironmentId> find(TenantId tenant, IdempotencyKey key) {
    record Row(byte[] request, EnvironmentId environment) {}
    Optional<Row> row =
        jdbc.sql(
                """
                select request_sha256, environment_id from idempotency_keys
                 where tenant_id = :tenant and key = :key
                """)
            .param("tenant", tenant.value())
            .param("key", key.key())
            .query(
                (result, number) ->
                    new Row(
                        result.getBytes("request_sha256"),
                        new EnvironmentId(result.getString("environment_id"))))
            .optional();
    if (row.isPresent() && !Arrays.equals(row.get().request(), key.requestSha256())) {
      throw new IdempotencyKeyReusedException(key.key());
    }
    return row.map(Row::environment);
  }

  /**
   * Saves the key; part of the transaction of the request.
   *
   * @throws ConcurrentRequestException if another request with the key committed first
   */
  void save(TenantId tenant, IdempotencyKey key, EnvironmentId environment, OperationId operation) {
    try {
      jdbc.sql(
              """
              insert into idempotency_keys (tenant_id, key, request_sha256, environment_id, operation_id)
              values (:tenant, :key, :request, :environment, :operation)
              """)
          .param("tenant", tenant.value())
          .param("key", key.key())
          .param("request", key.requestSha256())
          .param("environment", environment.value())
          .param("operation", operation.value())
          .update();
    } catch (DuplicateKeyException e) {
      throw new ConcurrentRequestException(e);
    }
  }
}
