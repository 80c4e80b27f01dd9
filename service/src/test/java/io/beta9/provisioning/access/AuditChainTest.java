package io.beta9.provisioning.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.AuditEntry.AuditOutcome;
import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.apimodel.audit.AuditHash;
import io.beta9.provisioning.apimodel.audit.AuditHeads;
import io.beta9.provisioning.apimodel.audit.AuditLine;
import io.beta9.provisioning.apimodel.audit.AuditVerifier;
import io.beta9.provisioning.apimodel.audit.AuditVerifier.AuditVerification;
import io.beta9.provisioning.database.Migrations;
import io.beta9.provisioning.database.ServiceRoleGrants;
import io.beta9.provisioning.testing.Servers;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The chain of the audit trail: what appends to it, what may remove from it, what it detects. */
class AuditChainTest {
  private static final TenantId ACME = new TenantId("acme");
  private static final TenantId OTHER = new TenantId("other");
  private static final Duration RETENTION = Duration.ofDays(730);

  private HikariDataSource database;
  private JdbcClient jdbc;
  private AuditRepository audit;
  private AuditChainRepository chain;

  @BeforeEach
  void open() {
    database = Servers.migratedDatabase();
    jdbc = JdbcClient.create(database);
    audit = new AuditRepository(jdbc);
    chain = new AuditChainRepository(jdbc);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static Caller caller(TenantId tenant) {
    return new Caller(tenant, "key_1", "ann").withReason("größer als 1 · ok");
  }

  private void append(TenantId tenant, int count) {
    for (int i = 0; i < count; i++) {
      audit.recordDone(caller(tenant), new AuditAction("a" + i, "env_" + i, "op_" + i, "d:" + i));
    }
  }

  private AuditHeads exportedHeads() {
    return new AuditHeads(Instant.now().toString(), RETENTION.toSeconds(), chain.heads(null), null);
  }

  private AuditVerification verify(@Nullable AuditHeads heads) {
    AuditVerifier verifier = new AuditVerifier(heads, Instant.now());
    chain.export(null, verifier::accept);
    return verifier.finish();
  }

  /** As the owner of the table, who can circumvent the triggers. */
  private void tamper(String sql) {
    jdbc.sql("alter table audit disable trigger user").update();
    jdbc.sql(sql).update();
    jdbc.sql("alter table audit enable trigger user").update();
  }

  @Test
  void chains_the_entries_of_each_tenant_and_exports_them_with_their_heads() {
    append(ACME, 3);
    append(OTHER, 1);
    long started = audit.begin(caller(ACME), new AuditAction("state.unlock", null, null, null));
    audit.finish(started, AuditOutcome.FAILED, "no lock");

    List<AuditLine> lines = new ArrayList<>();
    chain.export(null, lines::add);

    assertThat(lines)
        .extracting(line -> line.type() + " " + line.tenant() + " " + line.sequence())
        .containsExactly(
            "entry acme 1",
            "entry acme 2",
            "entry acme 3",
            "entry acme 4",
            "entry acme 5",
            "head acme 5",
            "entry other 1",
            "head other 1");
    assertThat(lines.getFirst().hash()).isEqualTo(AuditHash.of(AuditHash.NONE, lines.getFirst()));
    assertThat(lines.get(4).startedId()).isEqualTo(started);
    assertThat(lines.get(4).outcome()).isEqualTo("failed");
    assertThat(verify(exportedHeads())).isEqualTo(new AuditVerification(2, 6, List.of(), 0));
    List<AuditLine> own = new ArrayList<>();
    chain.export(OTHER, own::add);
    assertThat(own).hasSize(2).allMatch(line -> line.tenant().equals("other"));
  }

  @Test
  void exports_more_entries_than_a_page() {
    jdbc.sql(
            """
            insert into audit (tenant_id, actor, key_id, action, outcome)
            select 'acme', 'a', 'k', 'n', 'done' from generate_series(1, 1001)
            """)
        .update();

    assertThat(verify(exportedHeads())).isEqualTo(new AuditVerification(1, 1001, List.of(), 0));
  }

  @Test
  void lists_a_started_action_that_has_finished_once_with_the_time_of_its_start() {
    long started = audit.begin(caller(ACME), new AuditAction("state.unlock", "env_1", null, "x"));
    AuditRepository.AuditQuery all =
        new AuditRepository.AuditQuery(ACME, null, Instant.EPOCH, null, 10);
    AuditEntry open = audit.list(all).getFirst();
    assertThat(open.outcome()).isEqualTo(AuditOutcome.STARTED);

    audit.finish(started, AuditOutcome.DONE, null);

    assertThat(audit.list(all))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.outcome()).isEqualTo(AuditOutcome.DONE);
              assertThat(entry.at()).isEqualTo(open.at());
              assertThat(entry.detail()).isEqualTo("x");
              assertThat(entry.finishedAt()).isNotNull();
            });
    assertThatThrownBy(() -> audit.finish(started, AuditOutcome.FAILED, null))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () ->
                jdbc.sql(
                        """
                        insert into audit (tenant_id, actor, key_id, action, outcome, started_id)
                        values ('acme', 'a', 'k', 'a', 'done', ?)
                        """)
                    .param(started)
                    .update())
        .isInstanceOf(DataAccessException.class);
  }

  /** The statements of the version before the chain. */
  @Test
  void chains_what_a_previous_version_writes() {
    long id =
        jdbc.sql(
                """
                insert into audit (tenant_id, actor, key_id, action, outcome)
                values ('acme', 'old', 'k', 'state.unlock', 'started') returning id
                """)
            .query(Long.class)
            .single();
    String finish =
        """
        update audit set outcome = 'done', detail = coalesce('d', detail), finished_at = now()
         where id = ? and outcome = 'started'
        """;

    assertThat(jdbc.sql(finish).param(id).update()).isEqualTo(1);

    assertThat(
            jdbc.sql("select outcome || ' ' || coalesce(started_id, 0) from audit order by id")
                .query(String.class)
                .list())
        .containsExactly("started 0", "done " + id);
    assertThat(verify(exportedHeads()).findings()).isEmpty();
  }

  @Test
  void appends_of_concurrent_transactions_do_not_fork_the_chain()
      throws InterruptedException, ExecutionException {
    TransactionTemplate transactions =
        new TransactionTemplate(new JdbcTransactionManager(database));
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        boolean discarded = i % 4 == 3;
        running.add(
            threads.submit(
                () -> {
                  for (int n = 0; n < 20; n++) {
                    transactions.executeWithoutResult(
                        status -> {
                          append(ACME, 2);
                          if (discarded) {
                            status.setRollbackOnly();
                          }
                        });
                  }
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    }

    assertThat(verify(exportedHeads())).isEqualTo(new AuditVerification(1, 240, List.of(), 0));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "id, default",
        "at, at + interval '1 microsecond'",
        "actor, 'mallory'",
        "key_id, 'key_2'",
        "action, 'b'",
        "environment_id, 'env_9'",
        "environment_id, null",
        "operation_id, null",
        "reason, reason || ' '",
        "outcome, 'refused'",
        "detail, ''",
        "finished_at, null",
        "started_id, 1",
        "hash, sha256('x')",
      })
  void detects_a_changed_value_of_every_column(String column, String value) {
    append(ACME, 3);

    tamper("update audit set %s = %s where sequence = 2".formatted(column, value));

    AuditVerification result = verify(null);
    assertThat(result.findings())
        .isNotEmpty()
        .first()
        .asString()
        .contains("tenant acme: entry 2 with id")
        .endsWith("was changed");
  }

  @Test
  void every_column_is_hashed_or_is_the_hash() {
    assertThat(
            jdbc.sql(
                    """
                    select column_name from information_schema.columns
                     where table_name = 'audit' and table_schema = current_schema()
                    """)
                .query(String.class)
                .list())
        .containsExactlyInAnyOrder(
            "id",
            "at",
            "tenant_id",
            "actor",
            "key_id",
            "action",
            "environment_id",
            "operation_id",
            "reason",
            "outcome",
            "detail",
            "finished_at",
            "sequence",
            "hash",
            "started_id");
  }

  @Test
  void a_shifted_boundary_between_two_values_changes_the_hash() {
    append(ACME, 1);

    tamper("update audit set actor = 'annk', key_id = 'ey_1'");

    assertThat(verify(null).isIntact()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "delete from audit where sequence = 2 | entries 2 to 2 are missing",
        "delete from audit where sequence = 1 | entries 1 to 1 are missing",
        "delete from audit where sequence >= 2 | the end is missing: entries 2 to 4",
        "delete from audit where tenant_id = 'acme' | the end is missing: entries 1 to 4",
        "update audit set sequence = 5 - sequence where tenant_id = 'acme' | was changed",
        "update audit set sequence = 10 where sequence = 2 | entries 2 to 2 are missing",
        "update audit set sequence = null where sequence = 2 | is in no chain",
        "insert into audit (tenant_id, actor, key_id, action, outcome) values"
            + " ('acme', 'm', 'k', 'a', 'done') | is in no chain",
        "insert into audit (tenant_id, actor, key_id, action, outcome, sequence, hash) select"
            + " tenant_id, actor, key_id, action, outcome, 2, hash from audit where sequence = 2 |"
            + " was inserted, moved or reordered",
        "insert into audit (tenant_id, actor, key_id, action, outcome, sequence, hash) values"
            + " ('acme', 'm', 'k', 'a', 'done', 5, sha256('x')) | was inserted",
        "insert into audit (tenant_id, actor, key_id, action, outcome, sequence, hash) values"
            + " ('No Tenant', 'm', 'k', 'a', 'done', 1, sha256('x')) | was inserted",
        "update audit set tenant_id = 'other' where sequence = 3 | tenant other: entry 3",
        "update audit set tenant_id = 'other' where sequence = 3 | tenant acme: entries 3 to 3",
      })
  void detects_removed_reordered_inserted_and_moved_entries(String sql, String finding) {
    append(ACME, 4);
    append(OTHER, 2);

    tamper(sql);

    assertThat(verify(null).findings()).anySatisfy(found -> assertThat(found).contains(finding));
  }

  /** Whoever owns the tables can compute a consistent chain; only exported heads reveal it. */
  @Test
  void detects_a_recomputed_chain_and_a_removed_end_with_exported_heads() {
    append(ACME, 4);
    AuditHeads heads = exportedHeads();

    tamper("update audit set actor = 'mallory' where sequence = 2");
    jdbc.sql("alter table audit disable trigger user").update();
    jdbc.sql(
            """
            do $$
            declare
              entry audit;
              previous bytea := decode(repeat('00', 32), 'hex');
            begin
              for entry in select * from audit order by sequence loop
                previous := audit_hash(previous, entry);
                update audit set hash = previous where id = entry.id;
              end loop;
              update audit_heads set hash = previous;
            end
            $$
            """)
        .update();
    assertThat(verify(null).isIntact()).isTrue();
    assertThat(verify(heads).findings())
        .containsExactly(
            "tenant acme: entry 4 differs from the exported head: the entries up to it were"
                + " replaced");

    jdbc.sql("delete from audit where sequence > 2").update();
    jdbc.sql(
            """
            update audit_heads set sequence = 2, hash = (select hash from audit where sequence = 2)
            """)
        .update();
    assertThat(verify(null).isIntact()).isTrue();
    assertThat(verify(heads).findings())
        .containsExactly("tenant acme: the end is missing: 4 entries were exported, 2 are present");

    jdbc.sql("truncate audit, audit_heads").update();
    assertThat(verify(null).isIntact()).isTrue();
    assertThat(verify(heads).findings())
        .containsExactly("tenant acme: the end is missing: 4 entries were exported, 0 are present");
  }

  @Test
  void detects_a_checkpoint_that_hides_entries_younger_than_their_retention() {
    append(ACME, 4);
    AuditHeads heads = exportedHeads();

    jdbc.sql("delete from audit where sequence <= 3").update();

    assertThat(verify(null).isIntact()).as("a checkpoint remains").isTrue();
    assertThat(verify(heads).findings())
        .containsExactly(
            "tenant acme: entries up to 3 were removed before the end of their retention of 730"
                + " days");
  }

  @Test
  void retention_removes_the_oldest_entries_and_leaves_a_checkpoint() {
    for (int days : new int[] {800, 790, 10, 780, 5}) {
      jdbc.sql(
              """
              insert into audit (at, tenant_id, actor, key_id, action, outcome)
              values (now() - make_interval(days => ?), 'acme', 'a', 'k', 'n', 'done')
              """)
          .param(days)
          .update();
    }
    AuditHeads heads = exportedHeads();

    assertThat(expire(1)).isEqualTo("1 true");
    assertThat(expire(10)).as("an older entry after a younger one stays").isEqualTo("1 false");
    assertThat(expire(10)).isEqualTo("0 false");

    assertThat(
            jdbc.sql("select removed_sequence || ' ' || removed_id from audit_heads")
                .query(String.class)
                .single())
        .isEqualTo("2 2");
    assertThat(verify(heads)).isEqualTo(new AuditVerification(1, 3, List.of(), 0));
  }

  private String expire(int batch) {
    return jdbc.sql(
            "select deleted || ' ' || more from expire_audit(now() - interval '730 days', ?)")
        .param(batch)
        .query(String.class)
        .single();
  }

  @Test
  void entries_are_neither_changed_nor_removed_out_of_order() {
    append(ACME, 3);

    for (String sql :
        List.of(
            "update audit set actor = 'm' where sequence = 1",
            "update audit set outcome = 'failed' where sequence = 1",
            "delete from audit where sequence = 2",
            "delete from audit where sequence > 1")) {
      assertThatThrownBy(() -> jdbc.sql(sql).update())
          .as(sql)
          .isInstanceOf(DataAccessException.class);
    }
    assertThat(verify(exportedHeads()).entries()).isEqualTo(3);
  }

  @Test
  void the_role_of_the_service_can_append_but_not_change_or_remove() throws SQLException {
    jdbc.sql("drop role if exists audit_service").update();
    jdbc.sql("create role audit_service").update();
    try {
      new ServiceRoleGrants("audit_service", RETENTION).apply(database);
      append(ACME, 2);
      try (var connection = database.getConnection();
          var statement = connection.createStatement()) {
        statement.execute("set role audit_service");
        statement.execute(
            "insert into audit (tenant_id, actor, key_id, action, outcome)"
                + " values ('acme', 'a', 'k', 'a', 'started')");
        statement.execute("select * from environments for update");
        statement.execute("reset role");
      }
      for (String sql :
          List.of(
              "update audit set actor = 'm'",
              "delete from audit",
              "truncate audit",
              "update audit_heads set sequence = 1",
              "delete from audit_heads",
              "update audit_policy set minimum_retention = '0'",
              "delete from schema_changelog",
              "alter table audit disable trigger user",
              "drop table audit",
              "create table t (id int)")) {
        try (var connection = database.getConnection();
            var statement = connection.createStatement()) {
          statement.execute("set role audit_service");
          assertThatThrownBy(() -> statement.execute(sql))
              .as(sql)
              .isInstanceOfSatisfying(
                  SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
          statement.execute("reset role");
        }
      }
      try (var connection = database.getConnection();
          var statement = connection.createStatement()) {
        statement.execute("set role audit_service");
        statement.execute("create temporary table audit_heads (tenant_id text)");
        statement.execute("select expire_audit(now() + interval '1 year', 10)");
        statement.execute("discard temp");
        statement.execute("reset role");
      }
      assertThat(verify(exportedHeads())).isEqualTo(new AuditVerification(1, 3, List.of(), 0));
    } finally {
      jdbc.sql("drop owned by audit_service").update();
      jdbc.sql("drop role audit_service").update();
    }
  }

  @Test
  void rejects_a_role_of_the_service_that_owns_the_tables() {
    assertThatThrownBy(() -> new ServiceRoleGrants("postgres", RETENTION).apply(database))
        .isInstanceOf(Migrations.UnreachableException.class)
        .hasMessageContaining("must name different roles");
  }

  @Test
  void a_signature_covers_time_retention_and_heads() throws NoSuchAlgorithmException {
    append(ACME, 1);
    KeyPair key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    AuditHeads heads = exportedHeads().signedWith(key.getPrivate());

    assertThat(heads.isSignedBy(key.getPublic())).isTrue();
    assertThat(heads.isSignedBy(other.getPublic())).isFalse();
    assertThat(exportedHeads().isSignedBy(key.getPublic())).isFalse();
    for (AuditHeads changed :
        List.of(
            new AuditHeads("2020", heads.retentionSeconds(), heads.heads(), heads.signature()),
            new AuditHeads(heads.createdAt(), 1, heads.heads(), heads.signature()),
            new AuditHeads(
                heads.createdAt(), heads.retentionSeconds(), List.of(), heads.signature()),
            new AuditHeads(
                heads.createdAt(), heads.retentionSeconds(), heads.heads(), "not Base64"))) {
      assertThat(changed.isSignedBy(key.getPublic())).isFalse();
    }
  }

  @Test
  void existing_entries_become_the_beginning_of_the_chain() {
    Migrations migrations = Servers.migrations(database);
    int later = (int) migrations.status().stream().filter(script -> script.id() >= 56).count();
    migrations.down(later);
    for (String tenant : List.of("acme", "other", "acme")) {
      jdbc.sql(
              "insert into audit (tenant_id, actor, key_id, action, outcome) values (?, 'a', 'k',"
                  + " 'a', 'started')")
          .param(tenant)
          .update();
    }
    migrations.up();
    audit.finish(1, AuditOutcome.DONE, "later");

    assertThat(verify(exportedHeads())).isEqualTo(new AuditVerification(2, 4, List.of(), 0));
    tamper("update audit set actor = 'm' where id = 1");
    assertThat(verify(null).isIntact()).isFalse();
  }
}
