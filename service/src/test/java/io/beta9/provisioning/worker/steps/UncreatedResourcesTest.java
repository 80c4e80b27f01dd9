package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.aws.nodes.NodeJoinFixture;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.operation.StepName;
import java.nio.file.Path;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real Terraform and its provider, with resources that AWS accepts but fails to create. */
@Tag("slow")
class UncreatedResourcesTest {
  @TempDir Path folder;

  @Test
  void explains_unjoined_nodes_from_the_account() {
    try (InterruptedEnvironment environment = new InterruptedEnvironment(folder)) {
      place(
          environment,
          new FaultRule.Condition(
              "nodes-never-join", NodeJoinFixture.CLUSTER, "x509: unknown authority"));

      Failure failure = failureOf(environment);

      assertThat(failure.code()).isEqualTo(FailureCode.NODES_NOT_JOINED);
      assertThat(failure.kind()).isEqualTo(FailureClass.BOOTSTRAP);
      assertThat(failure.resource().orElseThrow().value()).startsWith("aws_eks_node_group.this[");
      assertThat(failure.parameter(FailureParameter.REPORTED))
          .get(InstanceOfAssertFactories.STRING)
          .contains("NodeCreationFailure");
      assertThat(failure.parameter(FailureParameter.CONSOLE))
          .get(InstanceOfAssertFactories.STRING)
          .contains("x509: unknown authority");
    }
  }

  @Test
  void proposes_alternatives_for_a_database_class_without_capacity() {
    try (InterruptedEnvironment environment = new InterruptedEnvironment(folder)) {
      place(
          environment,
          new FaultRule.Condition("rds-not-offered", "db.t4g.medium/us-east-1a", ""),
          new FaultRule.Condition("rds-not-offered", "db.t4g.medium/us-east-1b", ""));

      Failure failure = failureOf(environment);

      assertThat(failure.code()).isEqualTo(FailureCode.DATABASE_NO_CAPACITY);
      assertThat(failure.resource()).contains(new ResourceAddress("aws_db_instance.this"));
      assertThat(failure.parameter(FailureParameter.REPORTED))
          .get(InstanceOfAssertFactories.STRING)
          .contains("InsufficientDBInstanceCapacity");
      assertThat(failure.parameter(FailureParameter.ALTERNATIVES))
          .get(InstanceOfAssertFactories.STRING)
          .contains("db.t4g.large");
      assertThat(failure.parameter(FailureParameter.OTHER_ZONES))
          .get(InstanceOfAssertFactories.STRING)
          .contains("us-east-1c");
    }
  }

  private static void place(InterruptedEnvironment environment, FaultRule... orders) {
    environment.account().sim().faultRules().add(orders);
  }

  private static Failure failureOf(InterruptedEnvironment environment) {
    FailureException e =
        catchThrowableOfType(FailureException.class, () -> environment.workUntil(StepName.APPLY));
    assertThat(e).as("a failure").isNotNull();
    return e.failure();
  }
}
