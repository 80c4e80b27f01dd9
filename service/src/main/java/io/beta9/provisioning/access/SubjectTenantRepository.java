package io.beta9.provisioning.access;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tenants that things belong to, for callers whose roles apply to all tenants. */
public final class SubjectTenantRepository {
  private final JdbcClient jdbc;

  public SubjectTenantRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  public boolean exists(TenantId tenant) {
    return jdbc.sql("select exists (select 1 from tenants where id = :id)")
        .param("id", tenant.value())
        .query(Boolean.class)
        .single();
  }

  public Optional<TenantId> ofEnvironment(String id) {
    return tenant("select tenant_id from environments where id = :id", id);
  }

  public Optional<TenantId> ofAccount(String id) {
    return tenant("select tenant_id from accounts where id = :id", id);
  }

  public Optional<TenantId> ofKey(String id) {
    return tenant("select tenant_id from api_keys where id = :id", id);
  }

  public Optional<TenantId> ofWebhook(String id) {
    return tenant("select tenant_id from webhooks where id = :id", id);
  }

  private Optional<TenantId> tenant(String query, String id) {
    return jdbc.sql(query).param("id", id).query(String.class).optional().map(TenantId::new);
  }
}
