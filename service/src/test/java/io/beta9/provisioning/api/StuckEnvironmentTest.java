package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.StuckPolicy;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.metrics.FleetMetrics;
import io.beta9.provisioning.metrics.FleetSnapshotQuery;
import io.beta9.provisioning.metrics.RefreshedValue;
import io.beta9.provisioning.metrics.RefreshedValue.RefreshPolicy;
import io.beta9.provisioning.region.RegionQueue;
import io.beta9.provisioning.testing.Servers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** An environment that stays in one working status for an hour is reported and counted. */
class StuckEnvironmentTest {
  private static final TenantId TENANT = new TenantId("acme");
  private static final Duration HOUR = Duration.ofHours(1);

  private HikariDataSource database;
  private JdbcClient jdbc;
  private EnvironmentRepository environments;
  private SimpleMeterRegistry meters;
  private EnvironmentViews views;
  private final Hands clock = new Hands();

  /** A clock that only the test advances. */
  private static final class Hands extends Clock {
    private Instant now = Instant.EPOCH;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @BeforeEach
  void open() {
    database = Servers.migratedDatabase();
    jdbc = JdbcClient.create(database);
    environments = new EnvironmentRepository(jdbc, JsonMapper.shared());
    meters = new SimpleMeterRegistry();
    jdbc.sql("insert into tenants (id) values ('acme')").update();
    views = new EnvironmentViews(new StuckPolicy(HOUR), clock, new RegionQueue(jdbc));
    FleetSnapshotQuery query = new FleetSnapshotQuery(jdbc, clock, HOUR);
    new FleetMetrics(
        new RefreshedValue<>(
            () -> Optional.of(query.read()),
            Optional.empty(),
            new RefreshPolicy(Duration.ZERO, Duration.ofMinutes(1), Duration.ZERO),
            System::nanoTime),
        meters,
        Set.of());
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Environment environment(EnvironmentStatus status) {
    EnvironmentId id = new EnvironmentId("env_4f1a2b3c4d5e");
    jdbc.sql(
            """
            insert into environments (id, tenant_id, name, status, phase, cloud_provider, region,
              account_id, meta_config, infra_model, state_backend_config, created_by)
            values (:id, 'acme', 'demo', :status, 'apply', 'aws', 'us-east-1', '1', '{}', '{}', '{}', 't')
            """)
        .param("id", id.value())
        .param("status", status.code())
        .update();
    return found(id);
  }

  private Environment found(EnvironmentId id) {
    return environments.find(TENANT, id).orElseThrow();
  }

  private double counted() {
    return meters.get("provisioning.environments.stuck").gauge().value();
  }

  private void turnTo(Instant time) {
    clock.now = time;
  }

  @ParameterizedTest
  @EnumSource(EnvironmentStatus.class)
  void reports_and_counts_an_environment_that_stays_in_a_status_for_an_hour(
      EnvironmentStatus status) {
    Environment environment = environment(status);
    Instant since = environment.statusSince();

    turnTo(since.plus(Duration.ofMinutes(59)));
    assertThat(views.of(environment).stuckSince()).isNull();
    assertThat(views.of(environment).warning()).isNull();
    assertThat(counted()).isZero();

    turnTo(since.plus(Duration.ofMinutes(61)));
    EnvironmentView late = views.of(environment);
    if (status.isInProgress()) {
      assertThat(late.stuckSince()).isEqualTo(since.plus(HOUR));
      assertThat(late.warning())
          .startsWith("demo has been " + status.code() + " for ")
          .contains("last in step apply", "env logs " + environment.id(), "env cancel ");
      assertThat(counted()).isEqualTo(1);
    } else {
      assertThat(late.stuckSince()).isNull();
      assertThat(late.warning()).isNull();
      assertThat(counted()).isZero();
    }
  }

  @Test
  void clears_the_warning_when_the_status_changes() {
    Environment environment = environment(EnvironmentStatus.PROVISIONING);
    jdbc.sql("update environments set status_since = now() - interval '2 hours'").update();
    turnTo(Instant.now());
    assertThat(views.of(found(environment.id())).stuckSince()).isNotNull();
    assertThat(counted()).isEqualTo(1);

    environments.transition(found(environment.id()), Transition.BOOTSTRAP);

    turnTo(clock.now.plus(Duration.ofSeconds(6)));
    assertThat(views.of(found(environment.id())).stuckSince()).isNull();
    assertThat(counted()).isZero();
  }

  @Test
  void warns_despite_progress_within_the_status() {
    Environment environment = environment(EnvironmentStatus.PROVISIONING);
    Instant since = environment.statusSince();
    environments.transition(environment, Transition.PROVISION);
    jdbc.sql("update environments set phase = 'outputs', updated_at = now()").update();

    turnTo(since.plus(HOUR).plusSeconds(1));

    assertThat(views.of(found(environment.id())).stuckSince()).isEqualTo(since.plus(HOUR));
    assertThat(counted()).isEqualTo(1);
  }
}
