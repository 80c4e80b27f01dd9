package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.worker.steps.InterruptedEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/**
 * Terraform dies before it has written any state. Executes up to the following plan only, which
 * takes a minute less than the complete operation.
 */
@Tag("slow")
class EarlyTerminationTest {
  /** The number of resources of kinds of which AWS creates duplicates without an error. */
  private static final Map<String, Integer> EXPECTED =
      Map.of(
          "aws_vpc", 1,
          "aws_internet_gateway", 1,
          "aws_subnet", 4,
          "aws_eip", 1,
          "aws_nat_gateway", 1,
          "aws_route_table", 3,
          "aws_kms_key", 1);

  private static final Map<String, String> KINDS =
      Map.of(
          "aws_vpc", "ec2:vpc",
          "aws_internet_gateway", "ec2:internet-gateway",
          "aws_subnet", "ec2:subnet",
          "aws_eip", "ec2:elastic-ip",
          "aws_nat_gateway", "ec2:natgateway",
          "aws_route_table", "ec2:route-table",
          "aws_kms_key", "kms:key");

  @TempDir Path folder;

  @Test
  void duplicates_nothing_after_a_crash_before_any_state_and_reports_duplicates() {
    try (InterruptedEnvironment environment = new InterruptedEnvironment(folder)) {
      environment.setLatency("ec2:nat-gateway", Duration.ofSeconds(5));
      Future<?> work = environment.begin();
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> environment.records().calls("ec2", "CreateNatGateway") > 0);
      environment.killWorker(work);
      environment.killTerraform();
      assertThat(environment.stateIsWritten()).isFalse();
      String double_ = secondVpc(environment);

      assertThatThrownBy(() -> environment.workUntil(StepName.PLAN))
          .isInstanceOfSatisfying(
              FailureException.class,
              e -> assertThat(e.failure().resource()).contains(new ResourceAddress("aws_vpc.this")))
          .isInstanceOfSatisfying(
              FailureException.class,
              e ->
                  assertThat(e.failure().parameter(FailureParameter.IDS))
                      .get(InstanceOfAssertFactories.STRING)
                      .contains(double_)
                      .matches("vpc-\\w+, vpc-\\w+"));

      environment.account().session().ec2().deleteVpc(r -> r.vpcId(double_));
      environment.workUntil(StepName.PLAN);

      assertThat(environment.plan().size()).isEqualTo(69);
      Map<String, Long> made = environment.records().inventory();
      Map<String, Long> toMake = count(environment.plan());
      EXPECTED.forEach(
          (type, expected) ->
              assertThat(toMake.getOrDefault(type, 0L) + made.getOrDefault(KINDS.get(type), 0L))
                  .as(type)
                  .isEqualTo(expected.longValue()));
      assertThat(made).containsEntry("ec2:vpc", 1L).containsEntry("ec2:natgateway", 1L);
      assertThat(environment.plan())
          .noneMatch(it -> it.action() == Action.DELETE || it.action() == Action.REPLACE);
      assertThat(environment.rows().events())
          .anyMatch(
              event ->
                  event.is(EventKind.RECOVERED)
                      && event.data().path("in_state").asInt(-1) == 0
                      && event.data().path("adopted").asInt() > 0);
    }
  }

  private static Map<String, Long> count(List<PlannedResource> plan) {
    return plan.stream()
        .filter(resource -> resource.action() == Action.CREATE)
        .collect(Collectors.groupingBy(PlannedResource::type, Collectors.counting()));
  }

  private static String secondVpc(InterruptedEnvironment environment) {
    return environment
        .account()
        .session()
        .ec2()
        .createVpc(
            r ->
                r.cidrBlock("10.42.0.0/16")
                    .tagSpecifications(
                        t ->
                            t.resourceType(ResourceType.VPC)
                                .tags(
                                    tag ->
                                        tag.key("beta9:environment-id")
                                            .value(SimulatedAccount.ID.value()),
                                    tag ->
                                        tag.key("Name")
                                            .value(SimulatedAccount.ID.resourcePrefix()))))
        .vpc()
        .vpcId();
  }
}
