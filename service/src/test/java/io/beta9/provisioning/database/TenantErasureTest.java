package io.beta9.provisioning.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.access.TenantLifecycleRepository;
import io.beta9.provisioning.testing.Servers;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class TenantErasureTest {
  /** The sample rows contain one row of every table. */
  @Test
  void no_foreign_key_prevents_the_erasure() {
    try (var database = Servers.migratedDatabase()) {
      JdbcClient jdbc = JdbcClient.create(database);
      SampleRows.fill(jdbc);
      TenantLifecycleRepository tenants = new TenantLifecycleRepository(jdbc);
      TenantId tenant = new TenantId("acme");

      while (tenants.eraseBatch(tenant) > 0) {
        assertThat(tenants.find(tenant)).isPresent();
      }
      tenants.eraseRest(tenant);

      assertThat(tenants.find(tenant)).isEmpty();
      assertThat(jdbc.sql("select count(*) from operation_steps").query(Long.class).single())
          .isZero();
    }
  }
}
