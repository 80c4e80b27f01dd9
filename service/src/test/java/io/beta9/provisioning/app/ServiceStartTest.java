package io.beta9.provisioning.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.testing.Servers;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class ServiceStartTest {

  private static Settings openToAll(String database) {
    return Settings.from(
        Map.of(
            "DATABASE_URL",
            database,
            "REDIS_URL",
            "redis://127.0.0.1:" + Servers.redisPort(),
            "LISTEN_ADDRESS",
            "0.0.0.0",
            "LISTEN_PORT",
            "0"));
  }

  @Test
  void it_does_not_listen_beyond_this_machine_without_a_key_and_says_how_to_make_one() {
    assertThatThrownBy(() -> Service.start(openToAll(Servers.emptyDatabase()), Set.of(Role.API)))
        .isInstanceOf(Service.RefusedException.class)
        .hasMessageContaining("0.0.0.0")
        .hasMessageContaining("./provisioner keys create");
  }

  @Test
  void it_does_once_a_key_is_in_force() {
    String database = Servers.emptyDatabase();
    try (HikariDataSource pool = Servers.pool(database)) {
      Servers.migrations(pool).up();
      new ApiKeyRepository(JdbcClient.create(pool), new SecureRandom())
          .create(new TenantId("acme"), "first");
    }
    try (Service service = Service.start(openToAll(database), Set.of(Role.API))) {
      assertThat(service.port()).isPositive();
    }
  }
}
