package io.beta9.provisioning.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.aws.nodes.NodeJoinFixture;
import io.beta9.provisioning.cloud.aws.AwsAccounts;
import io.beta9.provisioning.diagnosis.EnvironmentFacts.ClusterState;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.metaconfig.network.WorkerNetworks;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The diagnosis of an environment with a private Kubernetes API, in a simulated account. */
class PrivateClusterCheckTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
  private static final String CLUSTER = NodeJoinFixture.CLUSTER;
  private static final WorkerNetworks OUTSIDE = WorkerNetworks.of("198.51.100.7/32", "");

  private final SimulatedAccount account = SimulatedAccount.withoutNetwork();
  private HikariDataSource database;
  private JdbcClient jdbc;

  @BeforeEach
  void create() {
    new NodeJoinFixture(account.owner(), 24);
    database = Servers.migratedDatabase();
    jdbc = JdbcClient.create(database);
    jdbc.sql("insert into tenants (id) values ('acme')").update();
    StateBackend backend =
        StateBackend.of(SimulatedAccount.TARGET.location(), SimulatedAccount.ID.value(), "s3");
    account.owner().s3().createBucket(r -> r.bucket(backend.bucket()));
    jdbc.sql(
            """
            insert into environments (id, tenant_id, name, status, cloud_provider, region,
              account_id, meta_config, infra_model, state_backend_config, created_by, progress)
            values (:id, 'acme', 'demo', 'ready', 'aws', :region, :account, :meta::jsonb,
              :model::jsonb, :backend::jsonb, 'test',
              '{"steps_completed": 0, "steps_total": 0, "completed": 0, "planned": 0,
                "in_flight": []}')
            """)
        .param("id", SimulatedAccount.ID.value())
        .param("region", SimulatedAccount.REGION)
        .param("account", SimulatedAccount.ACCOUNT)
        .param(
            "meta",
            "{\"name\": \"demo\", \"cloud\": "
                + JSON.writeValueAsString(SimulatedAccount.TARGET)
                + "}")
        .param("model", privateModel())
        .param("backend", JSON.writeValueAsString(backend))
        .update();
  }

  @AfterEach
  void close() {
    database.close();
    account.close();
  }

  private static String privateModel() {
    ObjectNode model = InfraModelJson.toTree(SimulatedAccount.model());
    model.put("resource_prefix", CLUSTER);
    ((ObjectNode) model.path("cluster"))
        .putObject("endpoint")
        .put("access", "private")
        .putArray("allowed_cidrs")
        .add("10.9.0.0/16");
    return model.toString();
  }

  private void setPublicAccess(boolean open) {
    account
        .owner()
        .eks()
        .updateClusterConfig(
            r ->
                r.name(CLUSTER)
                    .resourcesVpcConfig(
                        vpc -> {
                          vpc.endpointPublicAccess(open).endpointPrivateAccess(true);
                          if (open) {
                            vpc.publicAccessCidrs("198.51.100.7/32");
                          }
                        }));
  }

  private Environment environment() {
    return new EnvironmentRepository(jdbc, JSON)
        .find(new TenantId("acme"), SimulatedAccount.ID)
        .orElseThrow();
  }

  private AccountClusterCheck check() {
    return new AccountClusterCheck(new AwsAccounts(account.sessions()), OUTSIDE);
  }

  private EnvironmentFacts facts() {
    return new EnvironmentDiagnoser(
            new EnvironmentFactsRepository(jdbc),
            new AwsAccounts(account.sessions()),
            check(),
            new DiagnosisLimit(),
            JSON,
            Clock.systemUTC())
        .factsOf(environment());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ready", "failed"})
  void an_api_that_remained_open_is_a_finding(String status) {
    setPublicAccess(true);
    jdbc.sql("update environments set status = :status").param("status", status).update();

    assertThat(facts().cluster())
        .isEqualTo(
            new ClusterState.Inspected(
                List.of(
                    "the Kubernetes API is open to 198.51.100.7/32, although"
                        + " cluster.endpoint.access is private; a retry, an update or a bootstrap"
                        + " closes it")));
  }

  @Test
  void a_failed_environment_whose_api_is_closed_has_no_finding_about_it() {
    setPublicAccess(false);
    jdbc.sql("update environments set status = 'failed'").update();

    assertThat(facts().cluster()).isEqualTo(new ClusterState.NotInspected());
  }

  @Test
  void a_failed_environment_with_an_unreadable_model_is_diagnosed() {
    jdbc.sql("update environments set status = 'failed', infra_model = '{\"tags\": 1}'").update();

    assertThat(facts().cluster()).isEqualTo(new ClusterState.NotInspected());
  }

  @Test
  void a_private_api_is_not_opened_for_a_diagnosis_which_reports_it() {
    setPublicAccess(false);

    assertThatThrownBy(() -> check().problems(environment()))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.CLUSTER_PRIVATE));
    assertThat(facts().cluster())
        .isInstanceOfSatisfying(
            ClusterState.NotReadable.class,
            cluster ->
                assertThat(cluster.reason())
                    .isEqualTo(
                        new Unread.ReadFailed(
                            Failure.of(FailureCode.CLUSTER_PRIVATE)
                                .about(CLUSTER)
                                .forEnvironment(SimulatedAccount.ID.value()))));
    assertThat(
            account
                .owner()
                .eks()
                .describeCluster(r -> r.name(CLUSTER))
                .cluster()
                .resourcesVpcConfig()
                .endpointPublicAccess())
        .isFalse();
  }
}
