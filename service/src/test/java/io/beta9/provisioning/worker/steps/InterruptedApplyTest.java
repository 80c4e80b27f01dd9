package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.timeline.StoredEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Worker and Terraform die during an apply, and another worker resumes. */
@Tag("slow")
class InterruptedApplyTest {
  /** The resources with the environment's tag that an uninterrupted run creates, by kind. */
  private static final Map<String, Long> UNDISTURBED =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("ec2:elastic-ip", 1L),
              Map.entry("ec2:instance", 3L),
              Map.entry("ec2:internet-gateway", 1L),
              Map.entry("ec2:launch-template", 2L),
              Map.entry("ec2:natgateway", 1L),
              Map.entry("ec2:network-interface", 3L),
              Map.entry("ec2:route-table", 3L),
              Map.entry("ec2:security-group", 3L),
              Map.entry("ec2:security-group-rule", 4L),
              Map.entry("ec2:subnet", 4L),
              Map.entry("ec2:volume", 3L),
              Map.entry("ec2:vpc", 1L),
              Map.entry("ec2:vpc-endpoint", 1L),
              Map.entry("ecr:repository", 1L),
              Map.entry("eks:addon", 5L),
              Map.entry("eks:cluster", 1L),
              Map.entry("eks:nodegroup", 2L),
              Map.entry("elasticache:parametergroup", 1L),
              Map.entry("elasticache:replicationgroup", 1L),
              Map.entry("elasticache:subnetgroup", 1L),
              Map.entry("iam:oidc-provider", 1L),
              Map.entry("kms:key", 1L),
              Map.entry("logs:log-group:", 1L),
              Map.entry("rds:db", 1L),
              Map.entry("rds:pg", 1L),
              Map.entry("rds:subgrp", 1L),
              Map.entry("s3:", 1L),
              Map.entry("secretsmanager:secret:beta9", 3L)));

  private static final int RESOURCES = 69;

  @TempDir Path folder;

  private InterruptedEnvironment environment;

  @BeforeEach
  void open() {
    environment = new InterruptedEnvironment(folder);
  }

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void resumes_after_a_crash_before_any_state_was_written() {
    environment.setLatency("rds:instance", Duration.ofSeconds(20));
    killWhenCalled("rds", "CreateDBInstance");

    environment.work();

    assertSameAsUninterrupted();
    assertThat(environment.rows().log()).contains("waiting for aws_db_instance.this (creating)");
  }

  @Test
  void resumes_after_the_disk_was_lost() {
    environment.setLatency("ec2:nat-gateway", Duration.ofSeconds(20));
    killWhenCalled("ec2", "CreateNatGateway");
    environment.loseDisk();

    environment.work();

    assertSameAsUninterrupted();
  }

  @Test
  void adopts_a_database_that_is_being_created_and_is_not_in_the_state() {
    environment.setLatency("rds:instance", Duration.ofSeconds(60));
    Future<?> work = environment.begin();
    await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () ->
                environment.records().calls("rds", "CreateDBInstance") > 0
                    && environment.stateIsWritten());
    environment.killWorker(work);
    environment.killTerraform();
    assertThat(environment.state().contains("aws_db_instance.this")).isFalse();
    assertThat(environment.state().contains("aws_vpc.this")).isTrue();

    environment.work();

    assertSameAsUninterrupted();
  }

  @Test
  void keeps_a_database_that_a_shutdown_left_tainted() {
    environment.setLatency("rds:instance", Duration.ofSeconds(40));
    killWhenCalled("rds", "CreateDBInstance", environment::terminateTerraform);
    await().atMost(Duration.ofMinutes(1)).until(() -> !environment.isTerraformRunning());
    assertThat(environment.state().find("aws_db_instance.this"))
        .hasValueSatisfying(database -> assertThat(database.tainted()).isTrue());

    environment.work();

    assertSameAsUninterrupted();
  }

  /** Many resources are created by one call and completed by another. */
  @Test
  void completes_resources_that_are_created_by_two_calls() {
    for (String call :
        List.of(
            "ec2 AttachInternetGateway *",
            "ec2 RevokeSecurityGroupEgress *",
            "logs PutRetentionPolicy *",
            "rds ModifyDBParameterGroup *",
            "elasticache ModifyCacheParameterGroup *",
            // Excludes the bucket of the state, which is tagged before Terraform starts.
            "s3 PutBucketTagging beta9-4f*")) {
      String[] parts = call.split(" ", 3);
      environment
          .account()
          .sim()
          .faultRules()
          .add(
              new FaultRule.Failure(
                  parts[0], parts[1], parts[2], 1, 0, 500, "InternalError", "Injected", false));
    }
    killWhenCalled("logs", "CreateLogGroup");
    environment.account().sim().faultRules().clear();
    assertThat(environment.records().openEgressRules()).isPositive();

    environment.work();

    assertSameAsUninterrupted();
    // Only the rule of the nodes remains; the default rule of each new group is removed.
    assertThat(environment.records().openEgressRules()).isEqualTo(1);
    assertThat(environment.rows().log()).contains("removed the default egress rule of sg-");
  }

  @Test
  void resumes_after_a_crash_during_the_adoption() {
    killWhenCalled("ec2", "CreateNatGateway");
    killWhenCalled("eks", "CreateNodegroup");

    environment.work();

    assertSameAsUninterrupted();
  }

  @Test
  void destroys_everything_after_a_crashed_apply() {
    environment.setLatency("rds:instance", Duration.ofSeconds(20));
    killWhenCalled("rds", "CreateDBInstance");
    environment.rows().requestDestroy();

    environment.work();

    assertThatNothingIsLeft();
  }

  @Test
  void resumes_a_crashed_destroy() {
    environment.setLatency("rds:instance", Duration.ofSeconds(5));
    environment.setLatency("rds:instance:delete", Duration.ofSeconds(20));
    killWhenCalled("rds", "CreateDBInstance");
    environment.rows().requestDestroy();
    killWhenCalled("rds", "DeleteDBInstance");

    environment.work();

    assertThatNothingIsLeft();
  }

  private void assertThatNothingIsLeft() {
    // A key is scheduled for deletion, and a gateway is listed as deleted for an hour.
    assertThat(environment.records().inventory().keySet())
        .as(this::story)
        .isSubsetOf("kms:key", "ec2:natgateway");
    assertThat(environment.records().calls("ec2", "CreateNatGateway"))
        .isEqualTo(environment.records().calls("ec2", "DeleteNatGateway"));
    assertThat(environment.records().calls("kms", "CreateKey")).isEqualTo(1);
    assertThat(environment.records().calls("kms", "ScheduleKeyDeletion")).isEqualTo(1);
    // Terraform has destroyed everything: the sweep has nothing to report.
    assertThat(environment.rows().events()).noneMatch(event -> event.is(EventKind.LEFTOVERS_FOUND));
  }

  private void killWhenCalled(String service, String operation) {
    killWhenCalled(service, operation, environment::killTerraform);
  }

  private void killWhenCalled(String service, String operation, Runnable death) {
    long before = environment.records().calls(service, operation);
    Future<?> work = environment.begin();
    await()
        .atMost(Duration.ofMinutes(8))
        .until(() -> environment.records().calls(service, operation) > before);
    environment.killWorker(work);
    death.run();
  }

  private void assertSameAsUninterrupted() {
    assertThat(environment.records().inventory()).as(this::story).isEqualTo(UNDISTURBED);
    assertThat(environment.state().resources()).hasSize(RESOURCES);
    assertThat(environment.records().calls("rds", "CreateDBInstance")).isEqualTo(1);
    assertThat(environment.records().calls("rds", "DeleteDBInstance")).isZero();
    assertThat(environment.planAgain().changes()).isEmpty();
  }

  private String story() {
    return environment.rows().events().stream()
        .map(StoredEvent::toString)
        .collect(Collectors.joining("\n"));
  }
}
