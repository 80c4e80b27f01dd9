package io.beta9.provisioning.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.operation.TerminationEvidence;
import io.beta9.provisioning.region.CircuitReason;
import io.beta9.provisioning.region.RegionCircuit.CircuitState;
import io.beta9.provisioning.timeline.EventData.ReleaseReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventDataTest {
  private static final Failure FAILURE =
      Failure.of(FailureCode.NETWORK, "Planning").with(FailureParameter.REPORTED, "reset");

  private record EventExample(EventData event, String message) {}

  static List<EventExample> examples() {
    return List.of(
        new EventExample(new EventData.Requested("ann"), "environment requested by ann"),
        new EventExample(
            new EventData.RetryRequested("destroy", "ann"), "retry of destroy requested by ann"),
        new EventExample(
            new EventData.UpdateRequested("ann", 1),
            "update requested by ann, which changes 1 field"),
        new EventExample(
            EventData.StepStarted.of(StepName.PLAN), "plan: " + StepName.PLAN.description()),
        new EventExample(new EventData.StepDone("plan", 2.5), "plan: done in 2.5 s"),
        new EventExample(
            new EventData.TakenOver("w-1", "w-2"), "worker w-2 takes the operation over from w-1"),
        new EventExample(new EventData.TakenOver("w-1", "w-1"), "worker w-1 resumes the operation"),
        new EventExample(
            new EventData.HostProblem("w-1", FAILURE), "worker w-1: " + FAILURE.message()),
        new EventExample(new EventData.Planned(0, 0, 0), "no changes"),
        new EventExample(
            new EventData.UnmanagedFound(1, "ec2:subnet subnet-1"),
            "1 resource with the environment's tag in no Terraform state: ec2:subnet subnet-1"),
        new EventExample(
            new EventData.AddOnsRestored("DaemonSet kube-system/aws-node"),
            "installed again what was deleted or scaled to zero: DaemonSet kube-system/aws-node"),
        new EventExample(
            new EventData.EndpointOpened("198.51.100.7/32, 198.51.100.8/32"),
            "the private Kubernetes API is opened to 198.51.100.7/32, 198.51.100.8/32 until the"
                + " operation ends"),
        new EventExample(
            new EventData.EndpointClosed("beta9-0123456789ab"),
            "the Kubernetes API of beta9-0123456789ab is private again"),
        new EventExample(
            new EventData.EndpointLeftOpen("beta9-0123456789ab", "access was denied"),
            "the Kubernetes API of beta9-0123456789ab is still open to the workers, and could not"
                + " be closed: access was denied; a retry, an update or a bootstrap closes it"),
        new EventExample(
            new EventData.RunnerImagesPinned("0.1.5"),
            "users' images are built from version 0.1.5 of Beta9's runner images"),
        new EventExample(
            new EventData.QuotaIncreaseRequested("ann", "vpc", "L-F678F1CE", 6, "r-1"),
            "ann requested that AWS raises the quota L-F678F1CE of vpc to 6 (request r-1)"),
        new EventExample(
            new EventData.ClusterAccessRestored(
                "ann", "beta9-1", "arn:role/Beta9", "role replaced"),
            "ann gave arn:role/Beta9 access to the cluster beta9-1: role replaced"),
        new EventExample(
            new EventData.LeftoversRemoved("ann", 1, "ec2:vpc vpc-1", "created twice"),
            "ann removed 1 resource: ec2:vpc vpc-1: created twice"),
        new EventExample(
            new EventData.ResourcesRemoved(
                EventData.RemovalReason.CREATED_BY_CLUSTER, 1, "ec2:volume vol-1"),
            "deleted 1 resource that the cluster created: ec2:volume vol-1"),
        new EventExample(
            new EventData.ResourcesRemoved(
                EventData.RemovalReason.CREATED_TWICE, 2, "ec2:vpc vpc-1, ec2:vpc vpc-2"),
            "deleted 2 resources that were created twice because a response was lost: ec2:vpc"
                + " vpc-1, ec2:vpc vpc-2"),
        new EventExample(
            new EventData.ResourcesRemoved(
                EventData.RemovalReason.CREATION_FAILED, 1, "aws_db_instance beta9-1"),
            "deleted 1 resource that AWS had failed to create, without data: aws_db_instance"
                + " beta9-1"),
        new EventExample(new EventData.Planned(2, 1, 0), "2 to create, 1 to change, 0 to destroy"),
        new EventExample(
            new EventData.Cancelled(FAILURE, "ready"),
            "Planning failed: reset; the environment remains ready"),
        new EventExample(new EventData.Failed(FAILURE), FAILURE.message()),
        new EventExample(
            new EventData.Retrying(FAILURE, 3, 20),
            FAILURE.message() + " Retrying in 20 s; this was attempt 3."),
        new EventExample(
            new EventData.StateUnlocked("ann", "bob", null, null, "the lock file", null, "he left"),
            "ann removed the lock of bob in the lock file: he left"),
        new EventExample(
            new EventData.StateUnlocked(
                null, "root@host", "apply", 3L, "the lock table", Duration.ofMinutes(5), null),
            "removed the lock that a terminated Terraform process of root@host (apply of epoch 3)"
                + " left in the lock table 5 min ago"),
        new EventExample(
            new EventData.StateUnlocked(null, "root@host", null, null, "the lock file", null, null),
            "removed the lock that a terminated Terraform process of root@host left in the lock"
                + " file"),
        new EventExample(
            new EventData.WaitingForRegion(
                "us-east-1",
                CircuitState.OPEN,
                new CircuitReason.OpenedByOperator("ann", "AWS announced an outage"),
                Instant.parse("2026-03-01T10:05:00Z"),
                null),
            "us-east-1 accepts no new operations; it is probed with one operation at"
                + " 2026-03-01T10:05:00Z: ann opened it: AWS announced an outage."),
        new EventExample(
            new EventData.WorkerDied("w-1", new TerminationEvidence.ReportedStopped()),
            "worker w-1 died (it reported that it stopped); the next available worker resumes the"
                + " operation"),
        new EventExample(
            new EventData.Released("w-1", ReleaseReason.WORKER_STOPS),
            "worker w-1 released the operation; another worker resumes it"),
        new EventExample(
            new EventData.Released("w-1", ReleaseReason.RESULT_NOT_RECORDED),
            "worker w-1 could not record the result; the operation is resumed"),
        new EventExample(
            new EventData.Skipped("cluster-uninstall", FAILURE),
            "cluster-uninstall failed; the forced destroy continues: " + FAILURE.message()),
        new EventExample(new EventData.ResourceDelayed(FAILURE), FAILURE.message()),
        new EventExample(
            new EventData.Waiting(
                "nodes", "nodes ready: cpu 0 of 1", Instant.parse("2026-03-01T10:05:00.5Z"), 75),
            "nodes: nodes ready: cpu 0 of 1 (for 1 min, since 2026-03-01T10:05:00Z)"),
        new EventExample(
            new EventData.Recovered(1, 3, 0),
            "1 resource already in the state, 3 adopted; continuing"),
        new EventExample(
            new EventData.Recovered(0, 3, 2),
            "0 resources already in the state, 3 adopted, 2 untainted; continuing"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void renders_its_message(EventExample example) {
    assertThat(EventMessages.of(example.event())).isEqualTo(example.message());
  }

  @Test
  void writes_its_fields_in_snake_case() {
    assertThat(EventJson.write(new EventData.StateRolledBack("ann", 3, 8, null)))
        .isEqualTo("{\"user\":\"ann\",\"content_of_serial\":3,\"new_serial\":8,\"reason\":null}");
    assertThat(EventJson.write(EventData.StepStarted.of(StepName.STATE_BACKEND)))
        .startsWith("{\"step\":\"state-backend\",\"description\":\"");
  }

  @Test
  void writes_durations_in_iso_8601_and_states_by_their_code() {
    assertThat(
            EventJson.write(
                new EventData.StateUnlocked(
                    null, "a@b", "apply", 3L, "the lock file", Duration.ofSeconds(90), null)))
        .contains("\"age\":\"PT1M30S\"", "\"run\":\"apply\"", "\"epoch\":3");
    assertThat(
            EventJson.write(
                new EventData.WaitingForRegion(
                    "r",
                    CircuitState.HALF_OPEN,
                    new CircuitReason.ProbeFailed(new OperationId("op_0123456789ab"), "network"),
                    null,
                    "op_1")))
        .contains("\"state\":\"half_open\"")
        .contains(
            "\"reason\":{\"kind\":\"probe-failed\",\"operation\":\"op_0123456789ab\","
                + "\"failure\":\"network\"}");
    assertThat(EventJson.write(new EventData.Released("w-1", ReleaseReason.RESULT_NOT_RECORDED)))
        .isEqualTo("{\"worker\":\"w-1\",\"reason\":\"result-not-recorded\"}");
  }

  static List<Arguments> evidence() {
    return List.of(
        Arguments.of(
            new TerminationEvidence.ProcessGone(),
            "{\"code\":\"process-gone\"}",
            "its process has ended"),
        Arguments.of(
            new TerminationEvidence.MachineRestarted(),
            "{\"code\":\"machine-restarted\"}",
            "its machine was restarted"),
        Arguments.of(
            new TerminationEvidence.ContainerRestarted(),
            "{\"code\":\"container-restarted\"}",
            "its container was restarted"),
        Arguments.of(
            new TerminationEvidence.PodEnded(true),
            "{\"code\":\"pod-ended\",\"deleted\":true}",
            "its pod was deleted"),
        Arguments.of(
            new TerminationEvidence.PodEnded(false),
            "{\"code\":\"pod-ended\",\"deleted\":false}",
            "its pod has ended"),
        Arguments.of(
            new TerminationEvidence.LeaseExpired(Duration.ofMinutes(14)),
            "{\"code\":\"lease-expired\",\"silence\":\"PT14M\"}",
            "it has not renewed its leases for 14 min"));
  }

  @ParameterizedTest
  @MethodSource("evidence")
  void writes_evidence_as_data_and_renders_it(
      TerminationEvidence evidence, String data, String clause) {
    EventData event = new EventData.WorkerDied("w-1", evidence);

    assertThat(EventJson.write(event)).isEqualTo("{\"worker\":\"w-1\",\"evidence\":" + data + "}");
    assertThat(EventMessages.of(event)).startsWith("worker w-1 died (" + clause + "); ");
  }

  static List<EventData> failures() {
    Failure failure = Failure.of(FailureCode.STATE_LOCKED, "Planning");
    return List.of(
        new EventData.Failed(failure),
        new EventData.Retrying(failure, 1, 5),
        new EventData.Skipped("destroy", failure),
        new EventData.Cancelled(failure, null),
        new EventData.HostProblem("w-1", failure),
        new EventData.UpdateRejected(failure),
        new EventData.ResourceDelayed(failure),
        new EventData.UpdatePlanFailed(failure),
        new EventData.AccountSuspended("123456789012", failure));
  }

  /** As the repository appends them: the commands that they advise work as copied. */
  @ParameterizedTest
  @MethodSource("failures")
  void names_the_environment_in_advised_commands(EventData event) {
    EventData complete = event.forEnvironment(new EnvironmentId("env_0123456789ab"));

    assertThat(EventMessages.of(event)).contains("./provisioner state unlock ENVIRONMENT");
    assertThat(EventMessages.of(complete))
        .contains("./provisioner state unlock env_0123456789ab")
        .doesNotContain("ENVIRONMENT");
    assertThat(complete.kind()).isEqualTo(event.kind());
  }

  @Test
  void every_event_with_a_failure_names_its_environment() {
    assertThat(
            Stream.of(EventData.class.getPermittedSubclasses())
                .filter(
                    type ->
                        Stream.of(type.getRecordComponents())
                            .anyMatch(component -> component.getType() == Failure.class)))
        .containsExactlyInAnyOrderElementsOf(
            failures().stream().<Class<?>>map(Object::getClass).toList());
  }

  @Test
  void writes_failures_as_data() {
    assertThat(EventJson.write(new EventData.Retrying(FAILURE, 3, 20)))
        .contains("\"code\":\"network\"", "\"reported\":\"reset\"", "\"attempt\":3")
        .contains("\"delay_seconds\":20");
  }

  @Test
  void every_record_has_a_kind_of_its_own_name() {
    assertThat(
            Stream.of(EventData.class.getPermittedSubclasses())
                .map(type -> type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-"))
                .map(name -> name.toLowerCase(java.util.Locale.ROOT)))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(EventKind.values()).map(EventKind::code).toList());
  }
}
