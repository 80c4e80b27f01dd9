package io.beta9.provisioning.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.diagnosis.EnvironmentFacts.ClusterState;
import io.beta9.provisioning.diagnosis.EnvironmentFacts.Lock;
import io.beta9.provisioning.environment.CloudAccess;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.environment.RecordedFailure;
import io.beta9.provisioning.environment.StoredJson;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.region.CircuitReason;
import io.beta9.provisioning.region.RegionCircuit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The sentences, findings and commands of diagnoses. Other tests compare facts and verdicts. */
class DiagnosisSentencesTest {
  private static final String ID = "env_4f1a2b3c4d5e";
  private static final Instant NOW = Instant.parse("2026-03-01T10:30:00Z");
  private static final EnvironmentFacts.InFlightFact DATABASE = inFlight(null);

  private static EnvironmentFacts.InFlightFact inFlight(@Nullable Failure delay) {
    return new EnvironmentFacts.InFlightFact(
        "aws_db_instance.this[0]",
        "create",
        Duration.ofMinutes(25),
        delay == null ? Duration.ofMinutes(5) : null,
        delay);
  }

  private static final Failure BLOCKED =
      Failure.of(FailureCode.RESOURCE_DELETION_BLOCKED)
          .about(new ResourceAddress("aws_vpc.this"))
          .with(FailureParameter.ACTION, "delete")
          .with(FailureParameter.AGE, Duration.ofMinutes(25))
          .with(FailureParameter.USUAL, Duration.ofMinutes(15))
          .with(FailureParameter.BLOCKERS, "network interface|eni-1|foreign|bastion")
          .with(FailureParameter.FOREIGN, "eni-1");

  private static final Failure REJECTED =
      Failure.of(FailureCode.REJECTED_BY_AWS, "Creating nodes")
          .with(FailureParameter.REPORTED, "the type is not offered");

  private static final Failure DENIED =
      Failure.of(FailureCode.CLUSTER_ACCESS_DENIED)
          .about("beta9-1")
          .with(FailureParameter.REPORTED, "401 Unauthorized")
          .forEnvironment(ID);

  record Expected(Verdict verdict, String sentence, String command) {}

  static Stream<Expected> verdicts() {
    return Stream.of(
        new Expected(new Verdict.Ready(), "Ready: Beta9 runs and answers.", "env get " + ID),
        new Expected(
            new Verdict.Degraded(List.of("a is missing")),
            "Ready, but the cluster is not as it was installed: a is missing. 'env"
                + " bootstrap' restores what was deleted or changed.",
            "env bootstrap " + ID),
        new Expected(
            new Verdict.Degraded(List.of("a is missing", "b", "c")),
            "Ready, but the cluster is not as it was installed: a is missing; and 2 more."
                + " 'env bootstrap' restores what was deleted or changed.",
            "env bootstrap " + ID),
        new Expected(
            new Verdict.ClusterNotReadable(new Unread.NoAnswer(Duration.ofSeconds(10))),
            "Ready, but the cluster cannot be inspected: the account did not answer within"
                + " 10 s.",
            "env diagnose " + ID),
        new Expected(
            new Verdict.ClusterNotReadable(new Unread.ReadFailed(DENIED)),
            "Ready, but the cluster cannot be inspected: Access to the cluster beta9-1 was"
                + " denied: 401 Unauthorized. './provisioner env restore-access "
                + ID
                + "'"
                + " gives the role that this service assumes an access entry with the policy"
                + " AmazonEKSClusterAdminPolicy; then retry.",
            "env restore-access " + ID),
        new Expected(
            new Verdict.ClusterNotReadable(new Unread.Interrupted()),
            "Ready, but the cluster cannot be inspected: reading it was interrupted.",
            "env diagnose " + ID),
        new Expected(new Verdict.EnvironmentDestroyed(null), "Destroyed.", "env events " + ID),
        new Expected(
            new Verdict.EnvironmentDestroyed(NOW.plusMillis(5)),
            "Destroyed at 2026-03-01T10:30:00Z.",
            "env events " + ID),
        new Expected(
            new Verdict.Queued(0, 1),
            "Queued: next in the queue; 1 worker accepts operations.",
            "env watch " + ID),
        new Expected(
            new Verdict.Queued(3, 2),
            "Queued: 3 operations are ahead of it; 2 workers accept operations.",
            "env watch " + ID),
        new Expected(
            new Verdict.RegionCircuitOpen(
                new RegionCircuit(
                    "us-east-1",
                    RegionCircuit.CircuitState.OPEN,
                    NOW,
                    NOW,
                    new CircuitReason.ProbeFailed(new OperationId("op_000000000009"), "network"),
                    1,
                    null,
                    null)),
            "Waiting for the region: us-east-1 accepts no new operations; it is probed with"
                + " one operation at 2026-03-01T10:30:00Z: operation op_000000000009 probed it"
                + " and failed with 'network'.",
            "env watch " + ID),
        new Expected(
            new Verdict.NoActiveWorkers(), "Queued, and no worker accepts operations.", "worker"),
        new Expected(
            new Verdict.RetryScheduled(NOW.plusMillis(5), 3, null),
            "Waiting for attempt 3, scheduled at 2026-03-01T10:30:00Z.",
            "env watch " + ID),
        new Expected(
            new Verdict.RetryScheduled(NOW, 3, REJECTED),
            "Waiting for attempt 3, scheduled at 2026-03-01T10:30:00Z. The last attempt:"
                + " Creating nodes failed: the type is not offered.",
            "env watch " + ID),
        new Expected(
            new Verdict.InProgress(null),
            "In progress: the operation has just started.",
            "env watch " + ID),
        new Expected(
            new Verdict.InProgress("apply"),
            "In progress: step apply is running.",
            "env watch " + ID),
        new Expected(
            new Verdict.Slow(List.of(DATABASE), null),
            "Running, but slow: aws_db_instance.this[0] (create) has been in progress for"
                + " 25 min; it typically takes 5 min.",
            "env logs " + ID + " --follow"),
        new Expected(
            new Verdict.Slow(List.of(inFlight(BLOCKED)), Duration.ofMinutes(16)),
            "Running, but slow: aws_db_instance.this[0] (create) has been in progress for"
                + " 25 min; the latest log line is 16 min old.",
            "env logs " + ID + " --follow"),
        new Expected(
            new Verdict.DeletionBlocked(BLOCKED),
            "Running, but blocked. delete of aws_vpc.this takes longer than usual: it has"
                + " been in progress for 25 min, and usually takes 15 min; it is used by network"
                + " interface eni-1 (bastion; not of this environment). Delete what is not of"
                + " this environment (eni-1), or detach it; the deletion then continues without a"
                + " retry.",
            "env watch " + ID),
        new Expected(
            new Verdict.WorkerDead("w-1", Duration.ofMinutes(4)),
            "The worker appears to be dead: no heartbeat from w-1 for 4 min. Another worker"
                + " takes its operations over as soon as its death is confirmed, and after 13"
                + " minutes at the latest.",
            "env watch " + ID),
        new Expected(
            new Verdict.StateLocked(
                new Lock.Held("lock-1", "jane@laptop", "laptop", "OperationTypeApply", null)),
            "The state is locked by jane@laptop for OperationTypeApply, which is not the"
                + " current run.",
            "state lock " + ID),
        new Expected(
            new Verdict.Throttled(6),
            "Throttled: AWS rejected 6 calls because of their rate in the last 15 minutes."
                + " Terraform repeats them; every further environment in this account makes it"
                + " worse.",
            "env logs " + ID + " --follow"),
        new Expected(
            new Verdict.EnvironmentFailed(REJECTED),
            "Failed, action required by the customer. Creating nodes failed: the type is"
                + " not offered. Correct what AWS rejects, then retry.",
            "env update " + ID + " -f FILE"),
        new Expected(
            new Verdict.EnvironmentFailed(
                Failure.of(FailureCode.VPC_QUOTA, "Creating").forEnvironment(ID)),
            "Failed, action required by the customer. Creating failed: unknown."
                + " './provisioner env request-quota "
                + ID
                + "' requests more 'VPCs per Region'"
                + " (L-F678F1CE). When AWS has raised the quota, or an unused VPC is deleted,"
                + " retry.",
            "env request-quota " + ID),
        new Expected(
            new Verdict.EnvironmentFailed(
                Failure.of(FailureCode.BAD_CREDENTIALS, "Creating")
                    .with(FailureParameter.REPORTED, "no")),
            "Failed, action required by the operator. Creating failed: no. Check the AWS"
                + " credentials of this service, and that the region is enabled in the account.",
            "env retry " + ID),
        new Expected(
            new Verdict.StatusSetManually("provisioning"),
            "The status is provisioning and no operation is in progress: an operator"
                + " changed the status manually.",
            "env destroy " + ID + " --force --dry-run"));
  }

  @Test
  void there_is_a_sentence_for_every_verdict() {
    assertThat(
            verdicts().map(expected -> expected.verdict().getClass()).collect(Collectors.toSet()))
        .isEqualTo(Set.of(Verdict.class.getPermittedSubclasses()));
  }

  @ParameterizedTest
  @MethodSource("verdicts")
  void renders_a_verdict_and_the_command_that_follows(Expected expected) {
    assertThat(VerdictMessages.sentence(expected.verdict())).isEqualTo(expected.sentence());
    assertThat(VerdictMessages.command(expected.verdict(), ID))
        .isEqualTo("./provisioner " + expected.command());
  }

  @Test
  void renders_the_findings_of_an_operation_in_progress() {
    EnvironmentFacts facts =
        facts(
            environment(EnvironmentStatus.PROVISIONING, null),
            new EnvironmentFacts.CurrentOperation(
                "op_1",
                "provision",
                2,
                1,
                NOW,
                true,
                0,
                null,
                null,
                new EnvironmentFacts.OwnerFact(
                    "w-1", "machine-1", "running", Duration.ofSeconds(3)),
                new EnvironmentFacts.ProcessFact("apply", "machine-1", 4711, NOW.minusSeconds(60))),
            List.of(DATABASE, inFlight(BLOCKED)),
            new Lock.Held("lock-1", "root@machine-1", "machine-1", "apply", NOW.minusSeconds(60)),
            new ClusterState.NotInspected());

    assertThat(FindingMessages.findings(facts))
        .containsExactly(
            new Diagnosis.Finding("status", "provisioning for 10 min"),
            new Diagnosis.Finding(
                "operation", "provision op_1, epoch 2, attempt 1, cancellation requested"),
            new Diagnosis.Finding(
                "worker", "w-1 on machine-1, running, last heartbeat 3 s ago, alive"),
            new Diagnosis.Finding(
                "terraform", "apply recorded as running on machine-1, pid 4711, for 1 min"),
            new Diagnosis.Finding(
                "in flight",
                "aws_db_instance.this[0] (create) has been in progress for 25 min; it typically"
                    + " takes 5 min: late"),
            new Diagnosis.Finding(
                "in flight",
                "aws_db_instance.this[0] (create) has been in progress for 25 min: late; it has"
                    + " been in progress for 25 min, and usually takes 15 min; it is used by"
                    + " network interface eni-1 (bastion; not of this environment). Delete what is"
                    + " not of this environment (eni-1), or detach it; the deletion then continues"
                    + " without a retry"),
            new Diagnosis.Finding("last event", "5 s ago"),
            new Diagnosis.Finding("last log line", "none"),
            new Diagnosis.Finding("throttling", "6 rejected calls in the last 15 minutes"),
            new Diagnosis.Finding(
                "state lock", "held by root@machine-1 for apply, for 1 min, id lock-1"));
  }

  @Test
  void renders_the_findings_of_a_waiting_operation_and_of_the_attempts_before() {
    EnvironmentFacts facts =
        facts(
            environment(EnvironmentStatus.QUEUED, REJECTED),
            new EnvironmentFacts.CurrentOperation(
                "op_1", "provision", 0, 2, NOW, false, 0, null, null, null, null),
            List.of(),
            new Lock.Unreachable(new Unread.Interrupted()),
            new ClusterState.NotReadable(new Unread.Interrupted()));

    assertThat(FindingMessages.findings(facts))
        .containsExactly(
            new Diagnosis.Finding("status", "queued for 10 min"),
            new Diagnosis.Finding("operation", "provision op_1, epoch 0, attempt 2, waiting"),
            new Diagnosis.Finding("terraform", "no process is recorded as running"),
            new Diagnosis.Finding("last event", "5 s ago"),
            new Diagnosis.Finding("last log line", "none"),
            new Diagnosis.Finding("throttling", "6 rejected calls in the last 15 minutes"),
            new Diagnosis.Finding("state lock", "cannot be read: reading it was interrupted"),
            new Diagnosis.Finding("cluster", "cannot be inspected: reading it was interrupted"),
            new Diagnosis.Finding(
                "last attempt",
                "rejected-by-aws (configuration) in step apply, 2 min ago: Creating nodes"
                    + " failed: the type is not offered"),
            new Diagnosis.Finding(
                "previously",
                "rejected-by-aws (configuration): Creating nodes failed: the type is not"
                    + " offered"));
  }

  @Test
  void renders_the_findings_of_a_failed_environment() {
    EnvironmentFacts facts =
        facts(
            environment(EnvironmentStatus.FAILED, REJECTED),
            null,
            List.of(),
            new Lock.Free(),
            new ClusterState.Inspected(List.of("a is missing")));

    assertThat(FindingMessages.findings(facts))
        .containsExactly(
            new Diagnosis.Finding("status", "failed for 10 min"),
            new Diagnosis.Finding("operation", "none in progress"),
            new Diagnosis.Finding("last event", "5 s ago"),
            new Diagnosis.Finding("last log line", "none"),
            new Diagnosis.Finding("throttling", "none in the last 15 minutes"),
            new Diagnosis.Finding("state lock", "not held"),
            new Diagnosis.Finding("cluster", "a is missing"),
            new Diagnosis.Finding(
                "failure",
                "rejected-by-aws (configuration; responsible: customer) in step apply, 2 min"
                    + " ago: Creating nodes failed: the type is not offered. Correct what AWS"
                    + " rejects, then retry."),
            new Diagnosis.Finding(
                "previously",
                "rejected-by-aws (configuration): Creating nodes failed: the type is not"
                    + " offered"));
  }

  private static EnvironmentFacts facts(
      Environment environment,
      EnvironmentFacts.@Nullable CurrentOperation operation,
      List<EnvironmentFacts.InFlightFact> inFlight,
      Lock lock,
      ClusterState cluster) {
    return new EnvironmentFacts(
        environment,
        operation,
        inFlight,
        NOW.minusSeconds(5),
        null,
        operation == null ? 0 : 6,
        1,
        lock,
        cluster,
        NOW);
  }

  private static Environment environment(EnvironmentStatus status, @Nullable Failure failure) {
    StoredJson empty = new StoredJson("{}");
    return new Environment(
        new EnvironmentId(ID),
        new TenantId("acme"),
        "demo",
        status,
        "apply",
        null,
        failure == null
            ? null
            : new RecordedFailure(failure, "op_1", "apply", NOW.minusSeconds(120)),
        failure == null ? null : new RecordedFailure(failure, null, null, null),
        Progress.NONE,
        "aws",
        "us-east-1",
        "123456789012",
        new CloudAccess(null, null, null, null),
        empty,
        empty,
        empty,
        empty,
        "test",
        NOW,
        NOW,
        null,
        null,
        NOW.minusSeconds(600),
        null);
  }
}
