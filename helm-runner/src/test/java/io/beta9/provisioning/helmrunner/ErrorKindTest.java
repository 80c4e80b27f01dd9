package io.beta9.provisioning.helmrunner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorKindTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "another operation (install/upgrade/rollback) is in progress|PENDING",
        "cannot re-use a name that is still in use|EXISTS",
        "release: not found|ABSENT",
        "\"beta9\" has no deployed releases|ABSENT",
        "context deadline exceeded|TIMEOUT",
        "release beta9 failed: context canceled|CANCELED",
        "the server has asked for the client to provide credentials: Unauthorized|UNAUTHORIZED",
        "secrets is forbidden: User \"x\" cannot list resource|FORBIDDEN",
        "Kubernetes cluster unreachable: Get \"https://x/version\": EOF|UNREACHABLE",
        "execution error at (beta9/templates/secret.yaml:3:4): database.host is needed|CHART",
        "etcdserver: leader changed|BUSY",
        "failed calling webhook \"v.example\": Post \"https://v\": context deadline"
            + " exceeded|WEBHOOK",
        "failed calling webhook \"v\": failed to call webhook: Post \"https://v\": x509: unknown"
            + " authority|WEBHOOK",
        "secrets \"x\" is forbidden: unable to create new content in namespace y because it is"
            + " being terminated|BUSY",
        "create: failed to create: object is being deleted: services \"x\" already exists|BUSY",
        "create not allowed while custom resource definition is terminating|BUSY",
        "Operation cannot be fulfilled on namespaces \"x\": The system is ensuring all content is"
            + " removed from this namespace.|BUSY",
        "Kubernetes cluster unreachable: Get \"https://x/version\": context deadline"
            + " exceeded|UNREACHABLE",
        "Kubernetes cluster unreachable: the server has asked for the client to provide"
            + " credentials|UNAUTHORIZED",
        "UPGRADE FAILED: release beta9 failed: context deadline exceeded|TIMEOUT",
        "secrets \"x\" is forbidden: exceeded quota: few, requested: secrets=1, used: secrets=5,"
            + " limited: secrets=5|REJECTED",
        "admission webhook \"policy.example.com\" denied the request: no|REJECTED",
        "roles \"x\" is forbidden: user \"y\" is attempting to grant RBAC permissions not currently"
            + " held|FORBIDDEN",
        "create: failed to create: Post \"https://x/api/v1/namespaces/y/secrets\": EOF|UNREACHABLE",
        "cannot patch \"g\" with kind Deployment: Patch \"https://x/apis\": write: broken"
            + " pipe|UNREACHABLE",
        "Get \"https://x/api\": net/http: request canceled (Client.Timeout exceeded while awaiting"
            + " headers)|UNREACHABLE",
        "could not get apiVersions from Kubernetes: an error on the server (\"unknown\") has"
            + " prevented the request from succeeding|BUSY",
        "Internal error occurred: resource quota evaluation timed out|BUSY",
        "unable to recognize \"\": the server could not find the requested resource|BUSY",
        "Kubernetes cluster unreachable: unknown|FORBIDDEN",
        "could not get apiVersions from Kubernetes: could not get apiVersions from Kubernetes:"
            + " unknown|FORBIDDEN",
        "something new|OTHER",
      })
  void classifies_error_messages_of_helm(String message, ErrorKind kind) {
    assertThat(ErrorKind.of(message)).isEqualTo(kind);
  }
}
