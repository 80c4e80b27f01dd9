package io.beta9.provisioning.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
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
    assertThat(environment.log()).contains("waiting for aws_db_instance.this (creating)");
  }

  private void dieWhenCalled(String service, String operation) {
    Future<?> work = environment.begin();
    await().atMost(Duration.ofMinutes(3)).until(() -> environment.calls(service, operation) > 0);
    environment.killWorker(work);
    environment.killTerraform();
  }

  private void assertThatItIsAsIfUndisturbed() {
    assertThat(environment.inventory()).as(this::story).isEqualTo(UNDISTURBED);
    assertThat(environment.state().resources()).hasSize(RESOURCES);
    assertThat(environment.calls("rds", "CreateDBInstance")).isEqualTo(1);
    assertThat(environment.calls("rds", "DeleteDBInstance")).isZero();
    assertThat(environment.planAgain().changes()).isEmpty();
  }

  private String story() {
    return String.join("\n", environment.events());
  }
}
