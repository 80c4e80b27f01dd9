package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.request.LoggedRequest;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.testing.LogCapture;
import io.beta9.provisioning.testing.ProcessLifetime;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An account whose owner changes it between any two calls of the service. The service executes
 * nothing from it, prints nothing of it raw, uses no other account, and names the cause of a
 * failure.
 */
class MaliciousAccountTest {
  private static final int MAX_ATTEMPTS = 3;

  /** Every how many calls the walk over all of them attacks. */
  private static final int STRIDE = Integer.getInteger("attack.stride", 12);

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

  /** Attacks between calls of all steps, with another attack each time. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void survives_an_attack_between_any_two_calls(boolean destroy) {
    List<AccountAttack> attacks = new ArrayList<>(List.of(AccountAttack.values()));
    attacks.remove(AccountAttack.STATE_TOO_LARGE);
    int calls = destroy ? callsOfDestroy : callsOfProvision;
    for (int call = 0, i = 0; call < calls; call += STRIDE, i++) {
      attack(attacks.get(i % attacks.size()), destroy, i % 2 == 0, call);
    }
    assertHarmless();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STATE_TOO_LARGE")
  void names_the_cause_of_an_attack_that_begins_with_the_operation(AccountAttack attack) {
    assertThat(attack(attack, false, true, 0))
        .isEqualTo(causeInProvision(attack).map(List::of).orElse(List.of()));
    assertThat(attack(attack, true, true, 0))
        .isEqualTo(causeInDestroy(attack).map(List::of).orElse(List.of()));
  }

  /** Returns what a provision fails with; empty if it becomes ready all the same. */
  private static Optional<FailureCode> causeInProvision(AccountAttack attack) {
    return Optional.ofNullable(
        switch (attack) {
          case STATE_WITH_ANOTHER_PROVIDER -> FailureCode.STATE_FOREIGN_CONTENT;
          case STATE_THAT_IS_NONE, STATE_NESTED_DEEPLY, STATE_TOO_LARGE ->
              FailureCode.STATE_UNREADABLE;
          case STATE_WITH_HOSTILE_OUTPUTS -> FailureCode.OUTPUT_INVALID;
          case STATE_DELETED -> FailureCode.OUTPUT_MISSING;
          case LOCK_OF_A_HOSTILE_OWNER, LOCK_THAT_IS_NONE -> FailureCode.STATE_LOCKED;
          case SECRETS_THAT_ARE_NONE, SECRETS_WITHOUT_FIELDS -> FailureCode.SECRET_INVALID;
          case LOG_OF_A_POD -> FailureCode.CONTAINER_CRASHES;
          case CONSOLE_OF_A_NODE -> FailureCode.NODES_NOT_JOINED;
          // The state is rejected by the next operation, and what no step of it reads has no
          // effect.
          case STATE_WITH_ANOTHER_MODULE,
              STATE_WITH_ANOTHER_TYPE,
              STATE_WITH_HOSTILE_IDS,
              TAGS_OF_ANOTHER_ENVIRONMENT,
              HOSTILE_NAMES ->
              null;
        });
  }

  /** Returns what a destroy fails with; empty if it completes all the same. */
  private static Optional<FailureCode> causeInDestroy(AccountAttack attack) {
    return Optional.ofNullable(
        switch (attack) {
          case STATE_WITH_ANOTHER_PROVIDER, STATE_WITH_ANOTHER_MODULE, STATE_WITH_ANOTHER_TYPE ->
              FailureCode.STATE_FOREIGN_CONTENT;
          case STATE_THAT_IS_NONE, STATE_NESTED_DEEPLY, STATE_TOO_LARGE ->
              FailureCode.STATE_UNREADABLE;
          case STATE_WITH_HOSTILE_IDS -> FailureCode.ACCESS_DENIED;
          case STATE_DELETED -> FailureCode.RESOURCES_LEFT;
          case LOCK_OF_A_HOSTILE_OWNER, LOCK_THAT_IS_NONE -> FailureCode.STATE_LOCKED;
          case SECRETS_THAT_ARE_NONE, SECRETS_WITHOUT_FIELDS -> FailureCode.SECRET_INVALID;
          case STATE_WITH_HOSTILE_OUTPUTS,
              TAGS_OF_ANOTHER_ENVIRONMENT,
              HOSTILE_NAMES,
              LOG_OF_A_POD,
              CONSOLE_OF_A_NODE ->
              null;
        });
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

  /** Returns the codes of the operation's failures, each once. */
  private List<FailureCode> attack(
      AccountAttack attack, boolean destroy, boolean repeated, int call) {
    try (LogCapture capture = LogCapture.to(log);
        WorkerScenario scenario = servers.environment()) {
      prepare(scenario, destroy);
      AccountAttack.Target target =
          new AccountAttack.Target(
              servers.cloud().sessionOfOwner(scenario.session().target()),
              scenario.backend(),
              scenario.id(),
              servers.clusters());
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
      return scenario.failures().stream().map(Failure::code).distinct().toList();
    } finally {
      servers.clusters().failInstallations(null);
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
