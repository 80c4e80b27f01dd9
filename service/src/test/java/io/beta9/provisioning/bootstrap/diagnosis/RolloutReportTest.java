package io.beta9.provisioning.bootstrap.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.bootstrap.cluster.RolloutStatus;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.text.WorkloadCondition;
import io.beta9.provisioning.failure.text.WorkloadCondition.Stage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The failures that an operator on call reads, as data. */
class RolloutReportTest {
  private static final RolloutStatus GATEWAY =
      new RolloutStatus(
          "Deployment",
          "beta9-gateway",
          WorkloadCondition.of(Stage.UPDATED_AVAILABLE, 0, 1),
          false,
          "",
          false,
          false);

  @Test
  void names_an_image_that_cannot_be_pulled() {
    Failure failure =
        report(
                List.of(
                    new PodProblem(
                        "beta9-gateway-7d9-x",
                        "gateway",
                        "ImagePullBackOff",
                        "Back-off pulling image \"x/beta9-gateway:0.1.999\"",
                        PodProblemKind.IMAGE_PULL)),
                List.of())
            .failure();
    assertThat(failure.code()).isEqualTo(FailureCode.IMAGE_NOT_PULLED);
    assertThat(failure.parameters())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                FailureParameter.NAMESPACE, "beta9-system",
                FailureParameter.POD, "beta9-gateway-7d9-x",
                FailureParameter.CONTAINER, "gateway",
                FailureParameter.INSPECTION,
                    "kubectl --namespace beta9-system describe pod beta9-gateway-7d9-x",
                FailureParameter.REPORTED, "Back-off pulling image \"x/beta9-gateway:0.1.999\""));
  }

  @Test
  void explains_a_crash_from_its_last_log_lines() {
    Failure failure =
        report(
                List.of(
                    new PodProblem(
                        "beta9-gateway-7d9-x",
                        "gateway",
                        "CrashLoopBackOff",
                        "back-off 40s restarting",
                        PodProblemKind.CRASH)),
                List.of("INF starting", "FTL failed to connect to redis at r.example:6379"))
            .failure();
    assertThat(failure.code()).isEqualTo(FailureCode.REDIS_UNREACHABLE);
    assertThat(failure.parameter(FailureParameter.LOG_LINE))
        .contains("FTL failed to connect to redis at r.example:6379");
  }

  @Test
  void reports_permanent_problems_before_temporary_ones_and_each_with_its_code() {
    Failure failure =
        report(
                List.of(
                    new PodProblem(
                        "a", "", "Unschedulable", "0/3 nodes", PodProblemKind.UNSCHEDULABLE),
                    new PodProblem(
                        "b", "c", "InvalidImageName", "bad", PodProblemKind.INVALID_IMAGE_NAME),
                    new PodProblem(
                        "d", "c", "InvalidImageName", "bad", PodProblemKind.INVALID_IMAGE_NAME)),
                List.of())
            .failure();
    assertThat(failure.code()).isEqualTo(FailureCode.IMAGE_NAME_INVALID);
    assertThat(failure.parameter(FailureParameter.POD)).contains("b");
    assertThat(failure.parameter(FailureParameter.MORE_PODS)).contains("1");
    assertThat(failure.others())
        .singleElement()
        .satisfies(
            other -> {
              assertThat(other.code()).isEqualTo(FailureCode.PODS_UNSCHEDULABLE);
              assertThat(other.parameter(FailureParameter.POD)).contains("a");
              assertThat(other.parameter(FailureParameter.REPORTED)).contains("0/3 nodes");
              assertThat(other.parameter(FailureParameter.MORE_PODS)).isEmpty();
            });
  }

  @Test
  void explains_pods_that_were_not_created_from_the_event() {
    Failure failure =
        new RolloutReport(
                "beta9",
                "beta9-system",
                List.of(GATEWAY),
                List.of(),
                List.of(),
                List.of(
                    new RolloutReport.WarningEvent(
                        "ReplicaSet", "beta9-gateway-7d9", "FailedCreate", "violates PodSecurity")),
                List.of(),
                List.of())
            .failure();
    assertThat(failure.code()).isEqualTo(FailureCode.PODS_NOT_CREATED);
    assertThat(failure.parameter(FailureParameter.REPORTED)).contains("violates PodSecurity");
  }

  @Test
  void reports_what_an_init_container_is_waiting_for() {
    Failure failure =
        new RolloutReport(
                "beta9",
                "beta9-system",
                List.of(GATEWAY),
                List.of(),
                List.of(new RolloutReport.InitContainer("g", "wait-for-stores")),
                List.of(),
                List.of("waiting for PostgreSQL at db.example:5432"),
                List.of("ip-10-0-0-1"))
            .failure();
    assertThat(failure.code()).isEqualTo(FailureCode.DATABASE_UNREACHABLE);
    assertThat(failure.parameter(FailureParameter.CONTAINER)).contains("wait-for-stores");
    assertThat(failure.parameter(FailureParameter.LOG_LINE))
        .contains("waiting for PostgreSQL at db.example:5432");
  }

  @Test
  void lists_workloads_that_are_not_ready_when_no_cause_is_known() {
    Failure failure = report(List.of(), List.of()).failure();
    assertThat(failure.code()).isEqualTo(FailureCode.WORKLOAD_NOT_READY);
    assertThat(failure.parameter(FailureParameter.WORKLOADS))
        .hasValue("beta9-gateway updated-available 0/1 none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FATAL: password authentication failed for user \"beta9\" | database-login",
        "dial tcp 10.0.0.5:5432: i/o timeout | database-unreachable",
        "WRONGPASS invalid username-password pair | redis-login",
        "redis: connection pool: failed to dial | redis-unreachable",
        "waiting for the extension pg_cron | database-extension",
        "juicefs format: AccessDenied | storage-denied",
        "failed to load config: yaml: line 3 | gateway-config"
      })
  void derives_the_cause_from_the_last_log_lines(String line, String code) {
    assertThat(LogDiagnosisRule.findIn(List.of("INF nothing special", line, "exit status 1")))
        .map(FailureCode::code)
        .contains(code);
  }

  private static RolloutReport report(List<PodProblem> problems, List<String> lastLogLines) {
    return new RolloutReport(
        "beta9",
        "beta9-system",
        List.of(GATEWAY),
        problems,
        List.of(),
        List.of(),
        lastLogLines,
        List.of());
  }
}
