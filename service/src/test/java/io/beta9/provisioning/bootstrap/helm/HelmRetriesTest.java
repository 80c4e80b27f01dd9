package io.beta9.provisioning.bootstrap.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.bootstrap.WaitContexts;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.cause.ReportedMessage;
import io.beta9.provisioning.helmrunner.ErrorKind;
import io.beta9.provisioning.worker.retry.RetryPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages of Helm, verbatim, and whether they are retried automatically. */
class HelmRetriesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "another operation (install/upgrade/rollback) is in progress|TRANSIENT|again",
        "Kubernetes cluster unreachable: Get \"https://X.eks.amazonaws.com/version\": dial tcp:"
            + " lookup X.eks.amazonaws.com: no such host|TRANSIENT|again",
        "Kubernetes cluster unreachable: Get \"https://X/version\": net/http: TLS handshake"
            + " timeout|TRANSIENT|again",
        "Post \"https://X/api/v1/namespaces\": read tcp 10.0.0.1:5555->10.1.2.3:443: read:"
            + " connection reset by peer|TRANSIENT|again",
        "Internal error occurred: failed calling webhook \"mpod.elbv2.k8s.aws\": Post"
            + " \"https://svc:443/mutate\": context deadline exceeded while awaiting"
            + " headers|TRANSIENT|again",
        "etcdserver: request timed out|TRANSIENT|again",
        "the server is currently unable to handle the request (get"
            + " deployments.apps)|TRANSIENT|again",
        "Operation cannot be fulfilled on deployments.apps \"beta9-gateway\": the object has been"
            + " modified; please apply your changes to the latest version and try"
            + " again|TRANSIENT|again",
        "release beta9 failed, and has been uninstalled due to atomic being set: context deadline"
            + " exceeded|TIMEOUT|no",
        "secrets is forbidden: User \"arn:aws:sts::1:assumed-role/x\" cannot create resource"
            + " \"secrets\" in API group \"\" in the namespace \"beta9-system\"|PERMISSION|no",
        "the server has asked for the client to provide credentials: Unauthorized|PERMISSION|no",
        "execution error at (beta9/templates/secret.yaml:3:4): database.host is"
            + " needed|BOOTSTRAP|no",
        "unable to build kubernetes objects from release manifest: resource mapping not found for"
            + " name: \"x\"|BOOTSTRAP|no",
        "Service \"beta9-gateway\" is invalid: spec.ports[0].nodePort: Invalid value: 1: provided"
            + " port is not in the valid range|BOOTSTRAP|no",
      })
  void classifies_each_message_and_retries_only_transient_ones(
      String message, FailureClass kind, String again) {
    Failure failure = HelmFailures.of("upgrade", "beta9", ErrorKind.of(message).code(), message);
    assertThat(failure.kind()).as(failure.code().code()).isEqualTo(kind);
    assertThat(
            RetryPolicy.STANDARD
                .pauseAfter(1, Duration.ZERO, failure, new Random(1)::nextDouble)
                .isPresent())
        .isEqualTo(again.equals("again"));
    assertThat(failure.parameter(FailureParameter.REPORTED)).contains(message);
  }

  static List<ReportedMessage> reportedMessages() {
    return ReportedMessage.ofKind("helm");
  }

  @ParameterizedTest
  @MethodSource("reportedMessages")
  void a_reported_message_is_classified_as_its_cause(ReportedMessage reported) {
    reported.assertRight(
        HelmFailures.of(
                "upgrade", "beta9", ErrorKind.of(reported.message()).code(), reported.message())
            .code());
  }

  @Test
  void retries_after_helm_runner_was_killed(@TempDir Path folder) throws Exception {
    Path java = folder.resolve("java");
    Files.writeString(java, "#!/bin/sh\nkill -KILL $$\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(folder.resolve("helm-runner.jar"), "");
    HelmClient client =
        new HelmClient(new HelmSettings(folder.resolve("helm-runner.jar"), java, folder), folder);
    ClusterAccess cluster =
        new ClusterAccess(
            new ClusterAccess.Coordinates(
                "beta9-1", "us-east-1", "https://127.0.0.1:1", "Y2VydGlmaWNhdGU="),
            () -> "token",
            Clock.systemUTC());

    assertThatThrownBy(
            () ->
                client.uninstall(
                    cluster, "beta9", "beta9-system", 1, new WaitContexts().withDefaultTimeout()))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.HELM_KILLED);
              assertThat(e.failure().kind()).isEqualTo(FailureClass.TRANSIENT);
              assertThat(e.failure().parameter(FailureParameter.REPORTED))
                  .get(InstanceOfAssertFactories.STRING)
                  .contains("137");
            });
  }
}
