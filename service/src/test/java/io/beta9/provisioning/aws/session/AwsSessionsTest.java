package io.beta9.provisioning.aws.session;

import static io.beta9.provisioning.testing.SimulatedAccount.ACCOUNT;
import static io.beta9.provisioning.testing.SimulatedAccount.ID;
import static io.beta9.provisioning.testing.SimulatedAccount.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;

class AwsSessionsTest {

  @Test
  void assumes_the_role_with_the_environment_id_in_the_session_name() {
    try (SimulatedAccount cloud = SimulatedAccount.open()) {
      assertThat(cloud.session().sts().getCallerIdentity().arn())
          .isEqualTo(
              "arn:aws:sts::"
                  + ACCOUNT
                  + ":assumed-role/Beta9/beta9-provisioning-env_4f1a2b3c4d5e");
      assertThat(cloud.session()).isSameAs(cloud.session());
    }
  }

  /** Each dry run of a creation has an id of its own. */
  @Test
  void keeps_the_sessions_that_were_used_last() {
    Random random = new Random(1);
    try (SimulatedAccount cloud = SimulatedAccount.open()) {
      AwsSession first = cloud.sessions().open(TARGET, ID);
      EnvironmentId second = EnvironmentId.random(random);
      AwsSession secondSession = cloud.sessions().open(TARGET, second);

      for (int opened = 2; opened < AwsSessions.MAX_SESSIONS; opened++) {
        cloud.sessions().open(TARGET, EnvironmentId.random(random));
      }
      assertThat(cloud.sessions().open(TARGET, ID)).isSameAs(first);
      cloud.sessions().open(TARGET, EnvironmentId.random(random));

      assertThat(cloud.sessions().open(TARGET, ID)).isSameAs(first);
      assertThat(cloud.sessions().open(TARGET, second)).isNotSameAs(secondSession);
      assertThat(AwsSessions.MAX_SESSIONS * 300).as("kilobytes of all").isLessThan(16_000);
    }
  }

  @Test
  void reports_a_wrong_external_id_with_the_role_and_without_the_id() {
    try (SimulatedAccount cloud = SimulatedAccount.open()) {
      assertFailure(cloud.sessions(), SimulatedAccount.target("Beta9", "wrong"))
          .satisfies(
              failure -> {
                assertThat(failure.kind()).isEqualTo(FailureClass.PERMISSION);
                assertThat(failure.code()).isEqualTo(FailureCode.ROLE_NOT_ASSUMABLE);
                assertThat(failure.parameter(FailureParameter.ROLE)).hasValue(TARGET.roleArn());
                assertThat(failure.parameter(FailureParameter.ACCOUNT)).hasValue(ACCOUNT);
                assertThat(failure.parameters().values())
                    .as("the external id")
                    .noneMatch(value -> value.contains("wrong"));
              });
    }
  }

  @Test
  void rejects_a_role_of_another_account() {
    try (SimulatedAccount cloud = SimulatedAccount.open()) {
      CloudTarget mixedUp =
          new CloudTarget(
              "aws", "us-east-1", "111111111111", TARGET.roleArn(), TARGET.externalId());

      assertFailure(cloud.sessions(), mixedUp)
          .satisfies(
              failure -> {
                assertThat(failure.code()).isEqualTo(FailureCode.WRONG_ACCOUNT);
                assertThat(failure.parameter(FailureParameter.ROLE)).hasValue(TARGET.roleArn());
                assertThat(failure.parameter(FailureParameter.ACCOUNT)).hasValue(ACCOUNT);
              });
    }
  }

  @Test
  void treats_an_unavailable_aws_as_transient() {
    AwsOptions nowhere =
        new AwsOptions(
            Optional.of(URI.create("http://127.0.0.1:1")),
            1,
            Duration.ofSeconds(5),
            Duration.ofSeconds(10));
    try (AwsSessions sessions = new AwsSessions(nowhere, AnonymousCredentialsProvider.create())) {
      assertFailure(sessions, TARGET)
          .satisfies(failure -> assertThat(failure.kind()).isEqualTo(FailureClass.TRANSIENT));
    }
  }

  private static ObjectAssert<Failure> assertFailure(AwsSessions sessions, CloudTarget target) {
    return assertThatThrownBy(() -> sessions.open(target, ID))
        .asInstanceOf(InstanceOfAssertFactories.type(FailureException.class))
        .extracting(FailureException::failure, InstanceOfAssertFactories.type(Failure.class));
  }
}
