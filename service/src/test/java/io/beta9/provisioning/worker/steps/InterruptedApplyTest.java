package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.cloudsim.fault.FaultRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Worker and Terraform die together in the middle of an apply, and another goes on. */
@Tag("slow")
class InterruptedApplyTest {
  /** What an undisturbed run makes that bears the environment's tag, by kind. */
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
  void before_any_state_was_written() {
    environment.takes("rds:instance", Duration.ofSeconds(20));
    dieWhenCalled("rds", "CreateDBInstance");

    environment.work();

    assertThatItIsAsIfUndisturbed();
    assertThat(environment.rows().log()).contains("waiting for aws_db_instance.this (creating)");
  }

  @Test
  void with_nothing_left_on_any_disk() {
    environment.takes("ec2:nat-gateway", Duration.ofSeconds(20));
    dieWhenCalled("ec2", "CreateNatGateway");
    environment.loseDisk();

    environment.work();

    assertThatItIsAsIfUndisturbed();
  }

  @Test
  void with_a_database_on_its_way_that_the_state_does_not_know() {
    environment.takes("rds:instance", Duration.ofSeconds(60));
    Future<?> work = environment.begin();
    await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () ->
                environment.books().calls("rds", "CreateDBInstance") > 0
                    && environment.stateIsWritten());
    environment.killWorker(work);
    environment.killTerraform();
    assertThat(environment.state().contains("aws_db_instance.this")).isFalse();
    assertThat(environment.state().contains("aws_vpc.this")).isTrue();

    environment.work();

    assertThatItIsAsIfUndisturbed();
  }

  @Test
  void by_a_shutdown_that_leaves_the_database_tainted() {
    environment.takes("rds:instance", Duration.ofSeconds(40));
    dieWhenCalled("rds", "CreateDBInstance", environment::terminateTerraform);
    await().atMost(Duration.ofMinutes(1)).until(() -> !environment.terraformLives());
    assertThat(environment.state().find("aws_db_instance.this"))
        .hasValueSatisfying(database -> assertThat(database.tainted()).isTrue());

    environment.work();

    assertThatItIsAsIfUndisturbed();
  }

  /** Many things are made by one call and finished by another. */
  @Test
  void between_the_two_calls_that_make_one_thing() {
    for (String call :
        List.of(
            "ec2 AttachInternetGateway *",
            "ec2 RevokeSecurityGroupEgress *",
            "logs PutRetentionPolicy *",
            "rds ModifyDBParameterGroup *",
            "elasticache ModifyCacheParameterGroup *",
            // Not the bucket of the state, which is tagged before Terraform begins.
            "s3 PutBucketTagging beta9-4f*")) {
      String[] parts = call.split(" ", 3);
      environment
          .account()
          .sim()
          .faultRules()
          .add(
              new FaultRule.Failure(
                  parts[0], parts[1], parts[2], 1, 0, 500, "InternalError", "To order", false));
    }
    dieWhenCalled("logs", "CreateLogGroup");
    environment.account().sim().faultRules().clear();
    assertThat(environment.books().openWays()).isPositive();

    environment.work();

    assertThatItIsAsIfUndisturbed();
    // Ours, for the nodes; those that EC2 gives every new group are closed.
    assertThat(environment.books().openWays()).isEqualTo(1);
    assertThat(environment.rows().log()).contains("closed the way out that EC2 had opened");
  }

  @Test
  void again_while_it_takes_over_what_the_first_had_made() {
    dieWhenCalled("ec2", "CreateNatGateway");
    dieWhenCalled("eks", "CreateNodegroup");

    environment.work();

    assertThatItIsAsIfUndisturbed();
  }

  @Test
  void and_then_a_person_wants_all_of_it_gone() {
    environment.takes("rds:instance", Duration.ofSeconds(20));
    dieWhenCalled("rds", "CreateDBInstance");
    environment.rows().requestDestroy();

    environment.work();

    assertThatNothingIsLeft();
  }

  @Test
  void and_so_does_the_destroy_that_follows() {
    environment.takes("rds:instance", Duration.ofSeconds(5));
    environment.takes("rds:instance:delete", Duration.ofSeconds(20));
    dieWhenCalled("rds", "CreateDBInstance");
    environment.rows().requestDestroy();
    dieWhenCalled("rds", "DeleteDBInstance");

    environment.work();

    assertThatNothingIsLeft();
  }

  private void assertThatNothingIsLeft() {
    // A key waits for its deletion, and a gateway is shown as deleted for an hour.
    assertThat(environment.books().inventory().keySet())
        .as(this::story)
        .isSubsetOf("kms:key", "ec2:natgateway");
    assertThat(environment.books().calls("ec2", "CreateNatGateway"))
        .isEqualTo(environment.books().calls("ec2", "DeleteNatGateway"));
    assertThat(environment.books().calls("kms", "CreateKey")).isEqualTo(1);
    assertThat(environment.books().calls("kms", "ScheduleKeyDeletion")).isEqualTo(1);
    // Terraform has destroyed all of it: the sweep after it found nothing to tell of.
    assertThat(environment.rows().events()).noneMatch(event -> event.startsWith("leftovers"));
  }

  private void dieWhenCalled(String service, String operation) {
    dieWhenCalled(service, operation, environment::killTerraform);
  }

  private void dieWhenCalled(String service, String operation, Runnable death) {
    long before = environment.books().calls(service, operation);
    Future<?> work = environment.begin();
    await()
        .atMost(Duration.ofMinutes(8))
        .until(() -> environment.books().calls(service, operation) > before);
    environment.killWorker(work);
    death.run();
  }

  private void assertThatItIsAsIfUndisturbed() {
    assertThat(environment.books().inventory()).as(this::story).isEqualTo(UNDISTURBED);
    assertThat(environment.state().resources()).hasSize(RESOURCES);
    assertThat(environment.books().calls("rds", "CreateDBInstance")).isEqualTo(1);
    assertThat(environment.books().calls("rds", "DeleteDBInstance")).isZero();
    assertThat(environment.planAgain().changes()).isEmpty();
  }

  private String story() {
    return String.join("\n", environment.rows().events());
  }
}
