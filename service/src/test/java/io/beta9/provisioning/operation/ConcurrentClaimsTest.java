package io.beta9.provisioning.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.testing.RegisteredWorkers;
import io.beta9.provisioning.testing.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Executes ten thousand operations with several claimants, broken connections, and claims that are
 * released from running and dead workers alike: each operation is executed exactly once. Execution
 * is a row that is written in the transaction that ends the operation; only the claims prevent it
 * from being written twice.
 */
class ConcurrentClaimsTest {
  private static final int OPERATIONS = 10_000;
  private static final int CLAIMANTS = 4;

  private final List<HikariDataSource> pools = new ArrayList<>();
  private final AtomicInteger broken = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger unstarted = new AtomicInteger();
  private final AtomicInteger takenAway = new AtomicInteger();
  private volatile boolean over;

  private HikariDataSource pool(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:" + url.replace("postgres@", "") + "?user=postgres");
    config.setMaximumPoolSize(2);
    HikariDataSource pool = new HikariDataSource(config);
    pools.add(pool);
    return pool;
  }

  @Test
  @Timeout(120)
  void executes_each_of_ten_thousand_operations_exactly_once() throws Exception {
    String url = Servers.emptyDatabase();
    HikariDataSource main = pool(url);
    Servers.migrations(main).up();
    JdbcClient jdbc = JdbcClient.create(main);
    seed(jdbc);
    for (int i = 0; i < CLAIMANTS; i++) {
      new WorkerRepository(jdbc).register(RegisteredWorkers.named("w-" + i));
    }
    List<Future<Void>> all = new ArrayList<>();
    try (var threads = Executors.newCachedThreadPool()) {
      for (int i = 0; i < CLAIMANTS; i++) {
        HikariDataSource own = pool(url);
        String worker = "w-" + i;
        Random random = new Random(i);
        all.add(threads.submit(untilOver(() -> claimAndComplete(own, worker, random))));
        all.add(threads.submit(untilOver(() -> claimAndComplete(own, worker, random))));
      }
      HikariDataSource reaper = pool(url);
      Random chance = new Random(99);
      all.add(threads.submit(untilOver(() -> releaseRandomClaims(reaper, chance))));
      HikariDataSource breaker = pool(url);
      all.add(threads.submit(untilOver(() -> breakConnection(breaker))));
      while (!over) {
        over = left(jdbc) == 0;
      }
      for (Future<Void> one : all) {
        one.get();
      }
    }
    assertThat(jdbc.sql("select count(*) from done").query(Integer.class).single())
        .isEqualTo(OPERATIONS);
    assertThat(jdbc.sql("select count(distinct id) from done").query(Integer.class).single())
        .isEqualTo(OPERATIONS);
    assertThat(
            jdbc.sql("select count(*) from operations where state = 'succeeded'")
                .query(Integer.class)
                .single())
        .isEqualTo(OPERATIONS);
    assertThat(broken.get()).isGreaterThan(20);
    assertThat(takenAway.get()).isGreaterThan(20);
    pools.forEach(HikariDataSource::close);
  }

  private static void seed(JdbcClient jdbc) {
    jdbc.sql("insert into tenants (id) values ('a'), ('b'), ('c')").update();
    jdbc.sql(
            """
            insert into environments (id, tenant_id, name, status, cloud_provider, region, account_id,
              meta_config, infra_model, state_backend_config, created_by)
            select 'env_' || lpad(to_hex(n), 12, '0'), substr('abc', 1 + n % 3, 1), 'e' || n, 'queued',
                   'aws', 'us-east-1', '123456789012', '{}', '{}', '{}', 't'
              from generate_series(1, :many) n
            """)
        .param("many", OPERATIONS)
        .update();
    jdbc.sql(
            """
            insert into operations (id, environment_id, tenant_id, kind, requested_by)
            select 'op_' || substr(id, 5), id, tenant_id, 'provision', 't' from environments
            """)
        .update();
    jdbc.sql("create table done (id text not null, epoch bigint not null)").update();
    jdbc.sql("analyze").update();
  }

  private interface RepeatedAction {
    void run() throws InterruptedException;
  }

  private Callable<Void> untilOver(RepeatedAction action) {
    return () -> {
      while (!over) {
        try {
          action.run();
        } catch (DataAccessException | TransactionException e) {
          broken.incrementAndGet();
        }
      }
      return null;
    };
  }

  private void claimAndComplete(HikariDataSource database, String worker, Random random) {
    JdbcClient jdbc = JdbcClient.create(database);
    OperationRepository operations = new OperationRepository(jdbc);
    Claim claim = operations.claimNext(worker).orElse(null);
    if (claim == null) {
      return;
    }
    if (random.nextInt(100) == 0) {
      unstarted.incrementAndGet();
      return;
    }
    try {
      new TransactionTemplate(new JdbcTransactionManager(database))
          .executeWithoutResult(
              status -> {
                operations.lockClaim(claim);
                jdbc.sql("insert into done (id, epoch) values (:id, :epoch)")
                    .param("id", claim.operation().value())
                    .param("epoch", claim.epoch())
                    .update();
                operations.succeed(claim);
              });
    } catch (ClaimLostException e) {
      lost.incrementAndGet();
    }
  }

  private void releaseRandomClaims(HikariDataSource database, Random chance)
      throws InterruptedException {
    JdbcClient jdbc = JdbcClient.create(database);
    ClaimRepository claims = new ClaimRepository(jdbc);
    for (ClaimRepository.ClaimOwner owner : claims.owners()) {
      for (ClaimRepository.HeldClaim claim : owner.claims()) {
        if (chance.nextInt(3) == 0
            && claims.release(
                claim, owner.worker(), chance.nextBoolean() ? Duration.ofMillis(20) : null)) {
          takenAway.incrementAndGet();
        }
      }
    }
    awaitMillis(5);
  }

  private void breakConnection(HikariDataSource database) throws InterruptedException {
    JdbcClient.create(database)
        .sql(
            """
            select pg_terminate_backend(pid) from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid()
             order by random() limit 1
            """)
        .query(Boolean.class)
        .list();
    broken.incrementAndGet();
    awaitMillis(100);
  }

  private static void awaitMillis(long millis) throws InterruptedException {
    new java.util.concurrent.Semaphore(0)
        .tryAcquire(millis, java.util.concurrent.TimeUnit.MILLISECONDS);
  }

  private static int left(JdbcClient jdbc) throws InterruptedException {
    awaitMillis(100);
    try {
      return jdbc.sql("select count(*) from operations where state in ('waiting', 'running')")
          .query(Integer.class)
          .single();
    } catch (DataAccessException e) {
      return -1;
    }
  }
}
