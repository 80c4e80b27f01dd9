package io.beta9.provisioning.api.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Executes every command of this product that a failure advises, in the situation in which it is
 * advised, with the key of the role that reads it, and with that of an operator of another tenant.
 */
@Timeout(60)
class AdvisedCommandsTest {
  /** What only the reader knows, or reads in the output of a command of the same advice. */
  private static final Set<String> PLACEHOLDERS =
      Set.of("FILE", "TEXT", "VERSION", "ID", "ACCOUNT");

  private static final Set<FailureParameter> RECORDED =
      EnumSet.of(
          FailureParameter.RECORDED_WHAT,
          FailureParameter.RECORDED_WHY,
          FailureParameter.RECORDED_NEXT);

  @TempDir private static Path folder;
  private static AdviceStage stage;

  private static final Map<AdvisedSituation, AdviceStage.Subject> shown =
      new EnumMap<>(AdvisedSituation.class);

  /** Situations, roles and commands that were executed, so that each is executed only once. */
  private static final Set<String> executed = new HashSet<>();

  @BeforeAll
  static void start() {
    stage = new AdviceStage(folder);
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  /** Returns a failure with all parameters, and one with none but those of every occurrence. */
  private static List<Failure> failures(FailureCode code, AdviceStage.Subject subject) {
    Failure complete = Failure.of(code, "Creating the network").about(subjectOf(code, subject));
    Map<FailureParameter, String> values = new HashMap<>();
    values.put(FailureParameter.ACCOUNT, subject.accountId());
    values.put(FailureParameter.ROLE, subject.role());
    values.put(FailureParameter.GIVEN, "platform");
    values.put(FailureParameter.ACCEPTANCES, "node-groups");
    values.put(FailureParameter.TAINTED, "aws_db_instance.this");
    values.put(FailureParameter.NAMESPACE, "beta9");
    for (FailureParameter parameter : FailureParameter.values()) {
      if (!RECORDED.contains(parameter)
          && parameter != FailureParameter.ENVIRONMENT
          && parameter != FailureParameter.INSPECTION) {
        complete = complete.with(parameter, values.getOrDefault(parameter, parameter.code()));
      }
    }
    Failure bare = Failure.of(code, "Creating the network").about(subjectOf(code, subject));
    for (FailureParameter parameter :
        List.of(FailureParameter.ACCOUNT, FailureParameter.GIVEN, FailureParameter.ACCEPTANCES)) {
      bare = bare.with(parameter, values.get(parameter));
    }
    return List.of(
        complete.forEnvironment(subject.id()),
        bare.with(FailureParameter.ROLE, values.get(FailureParameter.ROLE))
            .forEnvironment(subject.id()));
  }

  private static String subjectOf(FailureCode code, AdviceStage.Subject subject) {
    return switch (AdvisedSituation.of(code)) {
      case TENANT_SUSPENDED, TENANT_DELETING, TENANT_WITH_ENVIRONMENT -> subject.tenant();
      default -> subject.name();
    };
  }

  private static List<String> commands(AdviceStage.Subject subject, Failure failure) {
    List<String> commands = new ArrayList<>(AdviceStage.commandsIn(failure.next()));
    if (AdvisedSituation.of(failure.code()).isFailed()) {
      AdviceStage.Executed got =
          subject.execute("./provisioner env get " + subject.id() + " -o json", Role.OPERATOR);
      assertThat(got.exitCode()).as(got.err()).isZero();
      String next = JsonMapper.shared().readTree(got.out()).at("/next_action/command").asString("");
      assertThat(next).as("the next command of a failed environment").isNotEmpty();
      if (!commands.contains(next)) {
        commands.add(next);
      }
    }
    return commands;
  }

  @ParameterizedTest
  @EnumSource
  void a_reader_can_execute_every_command_that_a_failure_advises(FailureCode code) {
    AdvisedSituation situation = AdvisedSituation.of(code);
    int variants = code.nextStep().contains("[") ? 2 : 1;
    for (int variant = 0; variant < variants; variant++) {
      // Nothing is executed on it, so that it remains in its situation.
      AdviceStage.Subject first = shown.computeIfAbsent(situation, stage::in);
      Failure failure = failures(code, first).get(variant);
      if (situation.isFailed()) {
        first.fail(failure);
      }
      List<String> commands = commands(first, failure);
      for (String command : commands) {
        assertThat(AdviceStage.placeholdersIn(command)).as(command).isSubsetOf(PLACEHOLDERS);
        execute(situation, code, variant, command, situation.reader(code, command));
        if (command.startsWith("./provisioner env ")
            || command.startsWith("./provisioner state ")) {
          execute(situation, code, variant, command, Role.OPERATOR);
        }
      }
    }
  }

  /** Executes an advised command, and those that are advised before it, in a new situation. */
  private static void execute(
      AdvisedSituation situation, FailureCode code, int variant, String advised, Role role) {
    if (!executed.add(situation + " " + role + " " + generic(advised))) {
      return;
    }
    AdviceStage.Subject subject = stage.in(situation);
    Failure failure = failures(code, subject).get(variant);
    if (situation.isFailed()) {
      subject.fail(failure);
    }
    String own =
        commands(subject, failure).stream()
            .filter(it -> generic(it).equals(generic(advised)))
            .findFirst()
            .orElseThrow();
    if (own.contains(" accounts verify ")) {
      for (String before : commands(subject, failure)) {
        if (before.contains(" accounts add ")) {
          subject.execute(before, role);
          subject.createRegisteredRole();
        }
      }
    }
    AdviceStage.Executed end = subject.execute(own, role);
    assertThat(end.exitCode())
        .as("%s, as %s: %s%n%s%s", code, role, own, end.out(), end.err())
        .isEqualTo(ExitCode.DONE);
  }

  private static String generic(String command) {
    return command.replaceAll("env_[0-9a-f]{12}|demo-\\d+|tenant-\\d+|\\b0\\d{11}\\b", "*");
  }
}
