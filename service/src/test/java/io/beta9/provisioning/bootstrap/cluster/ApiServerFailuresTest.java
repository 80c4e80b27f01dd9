package io.beta9.provisioning.bootstrap.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiServerFailuresTest {
  private static final ClusterAccess CLUSTER =
      new ClusterAccess(
          new ClusterAccess.Coordinates("beta9-x", "us-east-1", "https://127.0.0.1:1", ""),
          () -> "token",
          Clock.systemUTC());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "401|Unauthorized|PERMISSION|cluster-access-denied",
        "403|secrets is forbidden: User \"arn:aws:sts::1:x\" cannot list"
            + " resource|PERMISSION|cluster-access-denied",
        "403|forbidden: User \"system:anonymous\" cannot get path"
            + " \"/\"|PERMISSION|cluster-access-denied",
        "403|jobs \"x\" is forbidden: unable to create new content in namespace beta9-system"
            + " because it is being terminated|TRANSIENT|namespace-terminating",
        "403|pods \"x\" is forbidden: exceeded quota: few|BOOTSTRAP|cluster-request-rejected",
        "422|Deployment.apps \"x\" is invalid: spec.selector|BOOTSTRAP|cluster-request-rejected",
        "404|the server could not find the requested resource|TRANSIENT|cluster-unreachable",
        "404|pods \"x\" not found|TRANSIENT|cluster-unreachable",
        "405|create not allowed while custom resource definition is"
            + " terminating|TRANSIENT|cluster-unreachable",
        "409|object is being deleted: services \"x\" already exists|TRANSIENT|cluster-unreachable",
        "409|Operation cannot be fulfilled on nodes \"x\": the object has been"
            + " modified|TRANSIENT|cluster-unreachable",
        "410|The provided continue parameter is too old|TRANSIENT|cluster-unreachable",
        "429|Too many requests|TRANSIENT|cluster-unreachable",
        "500|Internal error occurred: failed calling webhook \"v\": failed to call webhook: Post"
            + " \"https://v\": context deadline exceeded|TRANSIENT|webhook-unavailable",
        "500|etcdserver: leader changed|TRANSIENT|cluster-unreachable",
      })
  void distinguishes_missing_permissions_from_rejected_objects_and_temporary_errors(
      int status, String message, FailureClass kind, String code) {
    Failure failure =
        ApiServerFailures.of(
                CLUSTER,
                "Reading",
                new KubernetesClientException(
                    "Failure executing: GET",
                    status,
                    new StatusBuilder().withCode(status).withMessage(message).build()))
            .failure();
    assertThat(failure.code().code()).isEqualTo(code);
    assertThat(failure.kind()).isEqualTo(kind);
  }

  @Test
  void names_the_namespace_that_is_being_deleted() {
    String message =
        "unable to create new content in namespace shop because it is being terminated";
    assertThat(
            ApiServerFailures.of(
                    CLUSTER,
                    "Reading",
                    new KubernetesClientException(
                        "Failure executing",
                        403,
                        new StatusBuilder().withCode(403).withMessage(message).build()))
                .failure())
        .isEqualTo(
            Failure.of(FailureCode.NAMESPACE_TERMINATING).with(FailureParameter.NAMESPACE, "shop"));
  }

  @Test
  void keeps_the_cause_of_a_failed_operation() {
    KubernetesClientException e =
        new KubernetesClientException(
            "Operation: [get]  for kind: [Namespace]  with name: [default]  in namespace: [null] "
                + " failed.",
            new IOException(new ConnectException("Connection refused")));
    assertThat(ApiServerFailures.describe(e)).isEqualTo("ConnectException: Connection refused");
    assertThat(
            ApiServerFailures.of(CLUSTER, "Reading", e)
                .failure()
                .parameter(FailureParameter.REPORTED))
        .contains("ConnectException: Connection refused");
  }

  @Test
  void keeps_the_type_of_a_cause_without_a_message() {
    assertThat(
            ApiServerFailures.describe(
                new KubernetesClientException(
                    "Operation: [list] failed.", new java.util.concurrent.TimeoutException())))
        .isEqualTo("TimeoutException");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://127.0.0.1:1|ConnectException: the connection could not be established",
        "https://a.gr7.us-east-1.eks.invalid|UnresolvedAddressException: the host name could not be"
            + " resolved",
      })
  void says_why_the_client_did_not_connect_although_it_reports_no_more_than_types(
      String endpoint, String expected) {
    try (ClusterAccess cluster =
        new ClusterAccess(
            new ClusterAccess.Coordinates("beta9-x", "us-east-1", endpoint, ""),
            () -> "token",
            Clock.systemUTC())) {
      KubernetesClientException e =
          catchThrowableOfType(
              KubernetesClientException.class,
              () -> cluster.client().namespaces().withName("default").get());
      assertThat(ApiServerFailures.describe(e)).isEqualTo(expected);
    }
  }

  @Test
  void keeps_what_was_reported_above_a_cause_without_a_message() {
    ConnectException refused = new ConnectException("Connection refused");
    refused.initCause(new ClosedChannelException());
    assertThat(
            ApiServerFailures.describe(
                new KubernetesClientException("Operation: [list] failed.", refused)))
        .isEqualTo("ConnectException: Connection refused");
  }
}
