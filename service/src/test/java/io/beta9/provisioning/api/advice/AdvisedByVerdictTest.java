package io.beta9.provisioning.api.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.external.ExternalCommand;
import io.beta9.provisioning.cli.external.ExternalCommands;
import io.beta9.provisioning.diagnosis.Diagnosis;
import io.beta9.provisioning.diagnosis.EnvironmentFacts;
import io.beta9.provisioning.diagnosis.VerdictCode;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Executes the command that every verdict of a diagnosis advises, with the key of the role that
 * reads it, and with that of an operator of another tenant.
 */
@Timeout(60)
class AdvisedByVerdictTest {
  @TempDir private static Path folder;
  private static AdviceStage stage;

  @BeforeAll
  static void start() {
    stage = new AdviceStage(folder);
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  /** Brings an environment into a situation with this verdict; a new one does not compile. */
  private static AdviceStage.Subject with(VerdictCode verdict) {
    stage.jdbc().sql("delete from region_circuits").update();
    stage.worker();
    return switch (verdict) {
      case READY, DEGRADED -> stage.in(AdvisedSituation.READY);
      case DESTROYED -> {
        AdviceStage.Subject subject = stage.in(AdvisedSituation.READY);
        subject.status("destroyed");
        yield subject;
      }
      case QUEUED -> stage.in(AdvisedSituation.DESTROY_QUEUED);
      case REGION_CIRCUIT_OPEN -> {
        AdviceStage.Subject subject = queued("provision");
        stage
            .jdbc()
            .sql(
                """
                insert into region_circuits (region, state, since, until, reason, openings)
                values ('us-east-1', 'open', now(), now() + interval '5 minutes', 'errors', 1)
                """)
            .update();
        stage.jdbc().sql("update operations set region_gate = 'us-east-1'").update();
        yield subject;
      }
      case NO_ACTIVE_WORKERS -> {
        stage.withoutWorkers();
        yield queued("provision");
      }
      case RETRY_SCHEDULED -> {
        AdviceStage.Subject subject = queued("provision");
        subject.update("not_before = now() + interval '5 minutes', attempt = 2");
        yield subject;
      }
      case IN_PROGRESS, DELETION_BLOCKED -> stage.in(AdvisedSituation.OPERATION_RUNNING);
      case SLOW -> {
        AdviceStage.Subject subject = stage.in(AdvisedSituation.OPERATION_RUNNING);
        subject.log(1, "Creating...", "20 minutes");
        yield subject;
      }
      case WORKER_DEAD -> {
        AdviceStage.Subject subject = stage.in(AdvisedSituation.OPERATION_RUNNING);
        stage.jdbc().sql("update workers set renewed_at = now() - interval '5 minutes'").update();
        yield subject;
      }
      case STATE_LOCKED -> {
        AdviceStage.Subject subject = stage.in(AdvisedSituation.OPERATION_RUNNING);
        subject.lock("bob@laptop");
        yield subject;
      }
      case THROTTLED -> {
        AdviceStage.Subject subject = stage.in(AdvisedSituation.OPERATION_RUNNING);
        for (int line = 1; line <= 5; line++) {
          subject.log(line, "ThrottlingException: Rate exceeded", "1 second");
        }
        yield subject;
      }
      case FAILED ->
          stage.in(
              AdvisedSituation.PROVISION_FAILED,
              Failure.of(FailureCode.ACCESS_DENIED, "Creating the network"));
      case STATUS_SET_MANUALLY -> {
        AdviceStage.Subject subject = stage.in(AdvisedSituation.READY);
        subject.status("provisioning");
        yield subject;
      }
    };
  }

  private static AdviceStage.Subject queued(String kind) {
    AdviceStage.Subject subject = stage.in(AdvisedSituation.ACCOUNT_OF_ANOTHER_TENANT);
    subject.operation(kind, "waiting");
    return subject;
  }

  private record Advice(String verdict, String responsible, String command) {}

  private static EnvironmentFacts facts(VerdictCode verdict, AdviceStage.Subject subject) {
    boolean blocked = verdict == VerdictCode.DELETION_BLOCKED;
    return new EnvironmentFacts(
        stage
            .part(EnvironmentRepository.class)
            .find(new TenantId(subject.tenant()), new EnvironmentId(subject.id()))
            .orElseThrow(),
        blocked
            ? new EnvironmentFacts.CurrentOperation(
                subject.operation(),
                "destroy",
                1,
                1,
                Instant.EPOCH,
                false,
                0,
                null,
                null,
                new EnvironmentFacts.OwnerFact("w-1", "their-host", "running", Duration.ZERO),
                null)
            : null,
        blocked
            ? List.of(
                new EnvironmentFacts.InFlightFact(
                    "aws_vpc.this",
                    "delete",
                    Duration.ofMinutes(12),
                    null,
                    Failure.of(FailureCode.RESOURCE_DELETION_BLOCKED).about("aws_vpc.this")))
            : List.of(),
        null,
        null,
        0,
        1,
        new EnvironmentFacts.Lock.Free(),
        new EnvironmentFacts.ClusterState.NotInspected(),
        Instant.now());
  }

  private static Advice advice(VerdictCode verdict, AdviceStage.Subject subject) {
    if (verdict == VerdictCode.READY || verdict == VerdictCode.DELETION_BLOCKED) {
      // Neither a cluster nor the changes of Terraform are simulated here.
      Diagnosis known = Diagnosis.of(facts(verdict, subject));
      return new Advice(known.verdict(), known.responsible().code(), known.command());
    }
    AdviceStage.Executed diagnosed =
        subject.execute("./provisioner env diagnose " + subject.id() + " -o json", Role.OPERATOR);
    assertThat(diagnosed.out()).as(diagnosed.err()).isNotEmpty();
    JsonNode tree = JsonMapper.shared().readTree(diagnosed.out());
    return new Advice(
        tree.path("verdict").asString(),
        tree.path("responsible").asString(),
        tree.path("command").asString());
  }

  @ParameterizedTest
  @EnumSource
  void a_reader_can_execute_the_command_that_a_verdict_advises(VerdictCode verdict) {
    for (Role role : List.of(Role.MEMBER, Role.OPERATOR)) {
      AdviceStage.Subject subject = with(verdict);
      Advice advice = advice(verdict, subject);
      assertThat(advice.verdict()).isEqualTo(verdict.code());
      assertThat(AdviceStage.placeholdersIn(advice.command())).isEmpty();
      if (verdict == VerdictCode.NO_ACTIVE_WORKERS) {
        assertThat(ExternalCommands.all())
            .extracting(ExternalCommand::path)
            .contains(advice.command().replace("./provisioner ", ""));
        continue;
      }
      if (role == Role.OPERATOR || !advice.responsible().equals("operator")) {
        AdviceStage.Executed end = subject.execute(advice.command(), role);
        assertThat(end.exitCode())
            .as("as %s: %s%n%s%s", role, advice.command(), end.out(), end.err())
            .isEqualTo(ExitCode.DONE);
      }
    }
  }
}
