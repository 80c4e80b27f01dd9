package io.beta9.provisioning.tfstate.kept;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository.KeptState;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeptStateRepositoryTest {
  private static final TenantId ACME = new TenantId("acme");

  private static HikariDataSource database;
  private static TestQueue queue;
  private static KeptStateRepository states;
  private Claim claim;
  private Claim other;

  @BeforeAll
  static void start() {
    database = Servers.migratedDatabase();
    queue = new TestQueue(database);
    states = new KeptStateRepository(queue.jdbc);
    queue.worker("w-1", 1, 10, "here");
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void claim() {
    for (String table : new String[] {"kept_states", "operations", "environments"}) {
      queue.jdbc.sql("delete from " + table).update();
    }
    claim = claimed();
    other = claimed();
  }

  private static Claim claimed() {
    queue.queued();
    return queue.operations.claimNext("w-1").orElseThrow();
  }

  private static KeptState state(String lineage, long serial) {
    return new KeptState(lineage, serial, (lineage + serial).getBytes(StandardCharsets.UTF_8));
  }

  private static long pendingSerial(Claim of) {
    return states.pending(ACME, of.environment()).map(KeptState::serial).orElse(-1L);
  }

  @Test
  void a_state_is_pending_until_it_is_pushed_and_not_afterwards() {
    assertThat(states.save(claim, state("a", 7))).isTrue();
    assertThat(states.save(claim, state("a", 7))).as("it is stored already").isTrue();
    assertThat(states.pending(ACME, claim.environment()))
        .hasValueSatisfying(
            kept -> {
              assertThat(kept.lineage()).isEqualTo("a");
              assertThat(kept.serial()).isEqualTo(7);
              assertThat(kept.content()).asString(StandardCharsets.UTF_8).isEqualTo("a7");
            });
    states.markPushed(claim);
    assertThat(pendingSerial(claim)).isEqualTo(-1);
    assertThat(states.save(claim, state("a", 7))).as("it has been pushed").isFalse();
    assertThat(states.save(claim, state("a", 8))).as("another serial").isTrue();
    assertThat(states.save(claim, state("b", 7))).as("another lineage").isTrue();
  }

  @Test
  void a_copy_under_another_key_replaces_the_stored_one_until_it_has_been_pushed() {
    states.save(claim, state("a", 7));
    assertThat(states.save(claim, new KeptState("a", 7, new byte[] {1}))).isTrue();
    assertThat(states.pending(ACME, claim.environment()).orElseThrow().content())
        .containsExactly(1);
    states.markPushed(claim);
    assertThat(states.save(claim, new KeptState("a", 7, new byte[] {2}))).isFalse();
    assertThat(queue.jdbc.sql("select content from kept_states").query(byte[].class).single())
        .as("nothing is stored of a pushed state")
        .isEmpty();
  }

  @Test
  void the_newest_pending_state_is_returned() {
    states.save(claim, state("a", 9));
    queue.jdbc.sql("update kept_states set kept_at = now() - interval '1 hour'").update();
    states.save(claim, state("a", 8));
    assertThat(pendingSerial(claim)).as("the one that was kept last").isEqualTo(8);
    queue.jdbc.sql("update kept_states set kept_at = now()").update();
    assertThat(pendingSerial(claim)).as("the higher serial").isEqualTo(9);
  }

  @Test
  void states_of_other_environments_and_tenants_are_not_touched() {
    states.save(claim, state("a", 7));
    states.save(other, state("a", 5));
    states.markPushed(claim);
    assertThat(pendingSerial(other)).isEqualTo(5);
    TenantId evil = new TenantId("evil");
    assertThat(states.pending(evil, other.environment())).isEmpty();
    assertThat(states.discard(evil, other.environment())).isZero();
    assertThat(states.discard(ACME, claim.environment())).isZero();
    assertThat(pendingSerial(other)).isEqualTo(5);
  }

  @Test
  void discarded_and_pushed_states_leave_no_content() {
    states.save(claim, state("a", 7));
    states.save(claim, state("a", 8));
    states.save(other, state("a", 5));
    assertThat(states.discard(ACME, claim.environment())).isEqualTo(2);
    assertThat(states.discard(ACME, claim.environment())).isZero();
    states.markPushed(other);
    assertThat(
            queue
                .jdbc
                .sql("select count(*) from kept_states where content <> ''")
                .query(Integer.class)
                .single())
        .isZero();
  }
}
