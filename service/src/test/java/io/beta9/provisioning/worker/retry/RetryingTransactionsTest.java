package io.beta9.provisioning.worker.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.testing.RecordedLog;
import io.beta9.provisioning.testing.Servers;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionTemplate;

class RetryingTransactionsTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration MAX_OUTAGE = Duration.ofMinutes(10);

  private static HikariDataSource database;
  private static TransactionTemplate transactions;
  private static JdbcClient jdbc;

  @BeforeAll
  static void start() {
    database = Servers.migratedDatabase();
    transactions = new TransactionTemplate(new JdbcTransactionManager(database));
    jdbc = JdbcClient.create(database);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  /** A clock that shows the given times, then the last one repeatedly. */
  private static final class ScriptedClock extends Clock {
    private final List<Instant> times;

    ScriptedClock(Instant... times) {
      this.times = new ArrayList<>(List.of(times));
    }

    @Override
    public Instant instant() {
      return times.size() > 1 ? times.removeFirst() : times.getFirst();
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private static RetryingTransactions transactions(Clock clock) {
    return new RetryingTransactions(transactions, clock, MAX_OUTAGE);
  }

  /** A query that fails the given number of times, then returns how often it was executed. */
  private static final class FailingQuery {
    private final int failures;
    private int executions;

    FailingQuery(int failures) {
      this.failures = failures;
    }

    int execute() {
      executions++;
      if (executions <= failures) {
        throw new DataAccessResourceFailureException("connection refused");
      }
      return executions;
    }
  }

  @Test
  void repeats_a_read_until_the_database_is_available() {
    assertThat(transactions(new ScriptedClock(START)).<Integer>read(new FailingQuery(1)::execute))
        .isEqualTo(2);
  }

  @Test
  void logs_an_outage_once() {
    try (RecordedLog log = RecordedLog.of(RetryingTransactions.class)) {
      transactions(new ScriptedClock(START)).<Integer>read(new FailingQuery(3)::execute);

      assertThat(log.lines()).hasSize(1);
    }
  }

  @Test
  void repeats_a_read_exactly_at_the_longest_outage_and_not_after_it() {
    Instant end = START.plus(MAX_OUTAGE);
    assertThat(
            transactions(new ScriptedClock(START, end)).<Integer>read(new FailingQuery(1)::execute))
        .isEqualTo(2);
    FailingQuery late = new FailingQuery(1);
    assertThatThrownBy(
            () ->
                transactions(new ScriptedClock(START, end.plusNanos(1)))
                    .<Integer>read(late::execute))
        .isInstanceOf(DataAccessResourceFailureException.class);
    assertThat(late.executions).isEqualTo(1);
  }

  @Test
  void repeats_a_write_in_a_new_transaction() {
    FailingQuery failing = new FailingQuery(1);
    transactions(new ScriptedClock(START))
        .write(
            () -> {
              jdbc.sql("insert into tenants (id) values (:id)")
                  .param("id", "attempt-" + (failing.executions + 1))
                  .update();
              failing.execute();
            });
    assertThat(
            jdbc.sql("select id from tenants where id like 'attempt-%'").query(String.class).list())
        .as("the first attempt was rolled back")
        .containsExactly("attempt-2");
  }

  @Test
  void does_not_repeat_what_the_database_has_rejected() {
    List<Integer> executions = new ArrayList<>();
    assertThatThrownBy(
            () ->
                transactions(new ScriptedClock(START))
                    .read(
                        () -> {
                          executions.add(1);
                          throw new DataIntegrityViolationException("duplicate key");
                        }))
        .isInstanceOf(DataIntegrityViolationException.class);
    assertThat(executions).hasSize(1);
  }

  static Stream<Arguments> exceptions() {
    return Stream.of(
        Arguments.of(new DataAccessResourceFailureException("connection refused"), true),
        Arguments.of(new RecoverableDataAccessException("connection closed"), true),
        Arguments.of(new QueryTimeoutException("timeout"), true),
        Arguments.of(new CannotCreateTransactionException("no connection"), true),
        Arguments.of(new TransactionSystemException("commit not confirmed"), true),
        Arguments.of(new DataIntegrityViolationException("duplicate key"), false),
        Arguments.of(new EmptyResultDataAccessException(1), false),
        Arguments.of(
            new BadSqlGrammarException("task", "select", new SQLException("no", "42601")), false),
        Arguments.of(new IllegalStateException("a defect"), false));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("exceptions")
  void distinguishes_an_unavailable_database_from_a_rejected_statement(
      RuntimeException exception, boolean unavailable) {
    assertThat(RetryingTransactions.isDatabaseUnavailable(exception)).isEqualTo(unavailable);
  }

  @Test
  void an_interrupted_wait_ends_the_repetition() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(
            () ->
                transactions(new ScriptedClock(START)).<Integer>read(new FailingQuery(1)::execute))
        .isInstanceOf(IllegalStateException.class);
    assertThat(Thread.interrupted()).as("the interruption is preserved").isTrue();
  }
}
