package io.beta9.provisioning.bench.queue;

import io.beta9.provisioning.bench.queue.ClaimRun.ClaimResult;
import io.beta9.provisioning.bench.queue.ClaimRun.Claimant;
import io.beta9.provisioning.bench.queue.ClaimRun.ClaimantFactory;
import io.beta9.provisioning.bench.server.Benchmark;
import io.beta9.provisioning.bench.server.BenchmarkDatabase;
import io.beta9.provisioning.database.DatabaseConnector;
import io.beta9.provisioning.devstack.servers.EmbeddedServers;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.operation.WorkerRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures claims of operations with several claimants and queue lengths, beside the shortest
 * statement that claims the oldest operation, without fairness, regions and reservations. Every
 * claimed operation returns to the end of the queue, so that its length stays the same.
 */
@Command(
    name = "queue",
    mixinStandardHelpOptions = true,
    description =
        "Claims per second and their latency with 1, 4 and 16 claimants and 100, 10,000 and"
            + " 100,000 waiting operations, beside a bare 'update … for update skip locked'.")
public final class QueueBenchmark extends Benchmark {
  private static final List<Integer> CLAIMANTS = List.of(1, 4, 16);
  private static final int TENANTS = 50;

  private static final String BARE =
      """
      update operations set state = 'running', epoch = epoch + 1, worker_id = ?, claimed_at = now()
       where id = (select id from operations where state = 'waiting'
                    order by created_at, id limit 1 for update skip locked)
      returning id
      """;

  private static final String PUT_BACK =
      """
      update operations set state = 'waiting', worker_id = null, created_at = clock_timestamp()
       where id = ? and state = 'running'
      """;

  @Option(names = "--quick", description = "Short measurements, at most 10,000 operations.")
  private boolean quick;

  @Override
  protected void measure(Path folder, Map<String, Object> report)
      throws IOException, InterruptedException, ExecutionException, SQLException {
    try (EmbeddedServers servers = EmbeddedServers.start(folder.resolve("servers"))) {
      BenchmarkDatabase.migrate(servers);
      DatabaseConnector database = BenchmarkDatabase.connector(servers);
      long postmaster = servers.postgresPid();
      report.put("tenants", TENANTS);
      Map<Integer, List<ClaimResult>> byClaimants = new LinkedHashMap<>();
      Map<String, Object> measured = new LinkedHashMap<>();
      for (int waiting : quick ? List.of(100, 10_000) : List.of(100, 10_000, 100_000)) {
        measured.put(
            Integer.toString(waiting), measure(database, waiting, postmaster, byClaimants));
      }
      report.put("claims_by_waiting_and_claimants", measured);
      report.put("flatness_by_claimants", flatness(byClaimants));
    }
  }

  private Map<String, Object> measure(
      DatabaseConnector database,
      int waiting,
      long postmaster,
      Map<Integer, List<ClaimResult>> byClaimants)
      throws InterruptedException, ExecutionException, SQLException {
    progress("Measuring with " + waiting + " waiting operations");
    seed(database, waiting);
    Duration duration = Duration.ofSeconds(quick ? 1 : 5);
    Map<String, Object> report = new LinkedHashMap<>();
    for (int claimants : CLAIMANTS) {
      // Both are measured twice in turns, because other processes disturb single runs.
      List<ClaimResult> service = new ArrayList<>();
      List<ClaimResult> bare = new ArrayList<>();
      for (int round = 0; round < 2; round++) {
        service.add(ClaimRun.run(service(database), claimants, duration, postmaster));
        bare.add(ClaimRun.run(bare(database), claimants, duration, postmaster));
      }
      ClaimResult bestOfService = cheapest(service);
      ClaimResult bestOfBare = cheapest(bare);
      byClaimants.computeIfAbsent(claimants, key -> new ArrayList<>()).add(bestOfService);
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("service", bestOfService.report());
      line.put("bare", bestOfBare.report());
      line.put("ratio", rounded(bestOfService.perSecond() / bestOfBare.perSecond()));
      line.put("cpu_ratio", rounded(bestOfBare.postgresMicros() / bestOfService.postgresMicros()));
      report.put(Integer.toString(claimants), line);
    }
    return report;
  }

  private static ClaimResult cheapest(List<ClaimResult> runs) {
    return runs.stream()
        .min((a, b) -> Double.compare(a.postgresMicros(), b.postgresMicros()))
        .orElseThrow();
  }

  /** The lowest of the values at all queue lengths, divided by the highest. */
  private static Map<String, Object> flatness(Map<Integer, List<ClaimResult>> byClaimants) {
    Map<String, Object> flatness = new LinkedHashMap<>();
    byClaimants.forEach(
        (claimants, runs) -> {
          double slowest = runs.stream().mapToDouble(ClaimResult::perSecond).min().orElseThrow();
          double fastest = runs.stream().mapToDouble(ClaimResult::perSecond).max().orElseThrow();
          double least = runs.stream().mapToDouble(ClaimResult::postgresMicros).min().orElseThrow();
          double most = runs.stream().mapToDouble(ClaimResult::postgresMicros).max().orElseThrow();
          flatness.put(
              Integer.toString(claimants),
              Map.of(
                  "claims_per_second",
                  rounded(slowest / fastest),
                  "postgresql_cpu",
                  rounded(least / most)));
        });
    return flatness;
  }

  private static double rounded(double ratio) {
    return Math.round(ratio * 100) / 100.0;
  }

  private static void seed(DatabaseConnector database, int waiting) throws SQLException {
    try (Connection connection = database.getConnection();
        var statement = connection.createStatement()) {
      // Foreign keys hold by construction and are not checked.
      statement.execute("set session_replication_role = replica");
      statement.execute("truncate operations, environments, workers, tenants cascade");
      statement.execute(
          "insert into tenants (id) select 'tenant-' || n from generate_series(0, %d) n"
              .formatted(TENANTS - 1));
      statement.execute(
          """
          insert into environments (id, tenant_id, name, status, cloud_provider, region, account_id,
            meta_config, infra_model, state_backend_config, created_by)
          select 'env_' || lpad(to_hex(n), 12, '0'), 'tenant-' || n %% %d, 'e' || n, 'queued', 'aws',
                 (array['us-east-1', 'us-west-2', 'eu-central-1', 'eu-west-1'])[n / 7 %% 4 + 1],
                 '123456789012', '{}', '{}', '{}', 'bench' from generate_series(1, %d) n
          """
              .formatted(TENANTS, waiting));
      statement.execute(
          """
          insert into operations (id, environment_id, tenant_id, kind, requested_by, region_gate, created_at)
          select 'op_' || substr(id, 5), id, tenant_id, 'provision', 'bench', region,
                 now() - interval '1 hour' + make_interval(secs => substr(name, 2)::int / 100.0)
            from environments
          """);
      statement.execute("set session_replication_role = origin");
      statement.execute("vacuum analyze");
    }
    WorkerRepository workers = new WorkerRepository(JdbcClient.create(database));
    for (int i = 0; i < CLAIMANTS.getLast(); i++) {
      workers.register(
          new RegisteredWorker(
              worker(i),
              "bench",
              1,
              "/work",
              new RegisteredWorker.HostProcess("host", "boot", "", "", 1, 1),
              null));
    }
  }

  private static String worker(int number) {
    return "w-" + number;
  }

  private static ClaimantFactory service(DatabaseConnector database) {
    return number -> {
      Connection connection = database.getConnection();
      OperationRepository operations =
          new OperationRepository(
              JdbcClient.create(new SingleConnectionDataSource(connection, true)));
      return new JdbcClaimant(connection) {
        @Override
        public String claim() {
          return operations.claimNext(worker(number)).orElseThrow().operation().value();
        }
      };
    };
  }

  private static ClaimantFactory bare(DatabaseConnector database) {
    return number -> {
      Connection connection = database.getConnection();
      PreparedStatement statement = connection.prepareStatement(BARE);
      return new JdbcClaimant(connection) {
        @Override
        public String claim() throws SQLException {
          statement.setString(1, worker(number));
          try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
          }
        }
      };
    };
  }

  /** A claimant that returns operations with a prepared statement. */
  private abstract static class JdbcClaimant implements Claimant {
    private final Connection connection;
    private final PreparedStatement putBack;

    JdbcClaimant(Connection connection) throws SQLException {
      this.connection = connection;
      this.putBack = connection.prepareStatement(PUT_BACK);
    }

    @Override
    public void putBack(String operation) throws SQLException {
      putBack.setString(1, operation);
      putBack.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
