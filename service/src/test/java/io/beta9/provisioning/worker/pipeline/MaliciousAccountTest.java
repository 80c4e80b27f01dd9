package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.request.LoggedRequest;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.testing.LogCapture;
import io.beta9.provisioning.testing.ProcessLifetime;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An account whose owner changes it between any two calls of the service. The service executes
 * nothing from it, prints nothing of it raw, uses no other account, and names the cause of a
 * failure.
 */
class MaliciousAccountTest {
  private static final int MAX_ATTEMPTS = 3;

  @TempDir private static Path folder;
  private static final Attacker ATTACKER = new Attacker();
  private static WorkerTestServers servers;
  private static int callsOfProvision;
  private static int callsOfDestroy;

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final List<String> problems = new ArrayList<>();

  /** Attacks the account before a call, and again before all later ones if it is to be repeated. */
  private static final class Attacker implements Runnable {
    private static final Runnable NO_ATTACK = () -> {};
    private final AtomicInteger calls = new AtomicInteger();
    private volatile int at;
    private volatile boolean repeated;
    private volatile Runnable attack = NO_ATTACK;

    void begin(int call, boolean again, Runnable what) {
      calls.set(0);
      at = call;
      repeated = again;
      attack = what;
    }

    int end() {
      attack = NO_ATTACK;
      return calls.get();
    }

    @Override
    public void run() {
      int since = calls.getAndIncrement() - at;
      if (since == 0 || (repeated && since > 0)) {
        attack.run();
      }
    }
  }

  @BeforeAll
  static void countCalls() {
    servers = new WorkerTestServers(folder, ATTACKER);
    callsOfProvision = callsOf(false);
    callsOfDestroy = callsOf(true);
  }

  @AfterAll
  static void close() {
    servers.close();
  }

  /** Returns the number of calls of an operation that is not attacked. */
  private static int callsOf(boolean destroy) {
    try (WorkerScenario scenario = servers.environment()) {
      prepare(scenario, destroy);
      ATTACKER.begin(0, false, Attacker.NO_ATTACK);
      scenario.work(ProcessLifetime.withoutFaults());
      return ATTACKER.end();
    }
  }

  private static void prepare(WorkerScenario scenario, boolean destroy) {
    if (destroy) {
      scenario.work(ProcessLifetime.withoutFaults());
      scenario.requestDestroy();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STATE_TOO_LARGE")
  void survives_attacks_during_a_provision_and_a_destroy(AccountAttack attack) {
    attackBothOperations(attack);
  }

  @Tag("slow")
  @Test
  void survives_a_state_that_is_too_large() {
    attackBothOperations(AccountAttack.STATE_TOO_LARGE);
  }

  private void attackBothOperations(AccountAttack attack) {
    attack(attack, false, true, callsOfProvision / 3);
    attack(attack, true, true, callsOfDestroy / 3);
    assertHarmless();
  }

  @ParameterizedTest
  @EnumSource
  @Tag("extended")
  void survives_an_attack_that_begins_at_any_call(AccountAttack attack) {
    Random random = new Random(attack.ordinal());
    for (int i = 0; i < 40; i++) {
      boolean destroy = random.nextInt(3) == 0;
      attack(
          attack,
          destroy,
          random.nextBoolean(),
          random.nextInt(destroy ? callsOfDestroy : callsOfProvision));
    }
    assertHarmless();
  }

  private void attack(AccountAttack attack, boolean destroy, boolean repeated, int call) {
    try (LogCapture capture = LogCapture.to(log);
        WorkerScenario scenario = servers.environment()) {
      prepare(scenario, destroy);
      AccountAttack.Target target =
          new AccountAttack.Target(
              servers.cloud().sessionOfOwner(scenario.session().target()),
              scenario.backend(),
              scenario.id());
      ATTACKER.begin(call, repeated, () -> attack.perform(target));
      int attempts = 0;
      do {
        scenario.makeDue();
        scenario.work(ProcessLifetime.withoutFaults());
      } while (scenario.isPostponed() && ++attempts < MAX_ATTEMPTS);
      ATTACKER.end();
      check(
          scenario,
          "%s %s call %d of the %s"
              .formatted(
                  attack, repeated ? "from" : "at", call, destroy ? "destroy" : "provision"));
    }
  }

  private void check(WorkerScenario scenario, String what) {
    servers.cloud().sim().requests().all().stream()
        .filter(request -> request.principal().contains(":assumed-role/"))
        .map(LoggedRequest::account)
        .filter(account -> !account.equals(scenario.model().accountId()))
        .distinct()
        .forEach(account -> problems.add(what + ": used account " + account));
    for (Failure failure : scenario.failures()) {
      if (failure.kind() == FailureClass.INTERNAL) {
        problems.add(what + ": " + failure.code().code() + ": " + failure.message());
      }
    }
  }

  private void assertHarmless() {
    assertThat(problems).isEmpty();
    assertThat(log.toString(StandardCharsets.UTF_8)).satisfies(MaliciousAccountTest::isHarmless);
  }

  private static void isHarmless(String printed) {
    assertThat(printed.chars().filter(c -> c != '\n' && c != '\t'))
        .noneMatch(c -> Character.isISOControl(c) || c == '\u202e');
    assertThat(printed.lines()).noneMatch(line -> line.startsWith("ERROR forged"));
  }
}
