package io.beta9.provisioning.worker.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.settings.kubernetes.DeletionCost;
import io.beta9.provisioning.settings.kubernetes.PodSettings;
import io.beta9.provisioning.testing.RegisteredWorkers;
import io.beta9.provisioning.worker.liveness.PodStatusChecker.PodStatus;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The status of a worker's pod for each answer of Kubernetes. */
class KubernetesPodStatusCheckerTest {
  private HttpServer server;
  private KubernetesClient client;
  private KubernetesPodStatusChecker checker;
  private int status = 200;
  private String answer = "{}";
  private String requested;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requested = exchange.getRequestURI().getPath();
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
            .withRequestRetryBackoffLimit(0)
            .build();
    client = new KubernetesClientBuilder().withConfig(config).build();
    checker = new KubernetesPodStatusChecker(client);
  }

  @AfterEach
  void stop() {
    checker.close();
    server.stop(0);
  }

  private static RegisteredWorker worker(String namespace, String name, String uid) {
    return new RegisteredWorker(
        "w",
        "test",
        1,
        "",
        new RegisteredWorker.HostProcess("host", "boot", "", "", 1, 10),
        new RegisteredWorker.WorkerPod("cluster", namespace, name, uid));
  }

  private PodStatus status() {
    return checker.status(worker("ns", "pod-1", "uid-1"));
  }

  private void answerPod(String uid, String podStatus) {
    answer =
        """
        {"apiVersion": "v1", "kind": "Pod",
         "metadata": {"name": "pod-1", "namespace": "ns", "uid": "%s"}%s}
        """
            .formatted(uid, podStatus);
  }

  @ParameterizedTest
  @CsvSource({
    "Pending, RUNNING",
    "Running, RUNNING",
    "Unknown, RUNNING",
    "Succeeded, FINISHED",
    "Failed, FINISHED"
  })
  void a_pod_has_finished_if_it_succeeded_or_failed(String phase, PodStatus expected) {
    answerPod("uid-1", ", \"status\": {\"phase\": \"" + phase + "\"}");
    assertThat(status()).isEqualTo(expected);
    assertThat(requested).isEqualTo("/api/v1/namespaces/ns/pods/pod-1");
  }

  @Test
  void a_pod_without_a_status_is_running() {
    answerPod("uid-1", "");
    assertThat(status()).isEqualTo(PodStatus.RUNNING);
  }

  @Test
  void a_pod_of_the_same_name_with_another_uid_is_another_pod() {
    answerPod("uid-2", ", \"status\": {\"phase\": \"Running\"}");
    assertThat(status()).isEqualTo(PodStatus.DELETED);
  }

  @Test
  void a_pod_that_does_not_exist_is_gone() {
    status = 404;
    assertThat(status()).isEqualTo(PodStatus.DELETED);
  }

  @ParameterizedTest
  @CsvSource({"401", "403", "500"})
  void any_other_answer_proves_nothing(int code) {
    status = code;
    assertThat(status()).isEqualTo(PodStatus.UNKNOWN);
  }

  @Test
  void nothing_is_known_of_a_worker_outside_of_kubernetes() {
    assertThat(checker.status(RegisteredWorkers.named("w"))).isEqualTo(PodStatus.UNKNOWN);
    assertThat(requested).as("Kubernetes is not queried").isNull();
  }

  @Test
  void a_process_outside_of_a_cluster_queries_nothing() {
    assertThat(
            KubernetesPodStatusChecker.ofThisProcess(
                new PodSettings(null, null, null, null, DeletionCost.NONE)))
        .isSameAs(PodStatusChecker.NONE);
    assertThat(PodStatusChecker.NONE.status(worker("ns", "pod-1", "uid-1")))
        .isEqualTo(PodStatus.UNKNOWN);
  }

  @Test
  void a_process_in_a_pod_queries_its_cluster() throws Exception {
    PodStatusChecker inPod =
        KubernetesPodStatusChecker.ofThisProcess(
            new PodSettings("pod-1", "ns", "uid-1", "10.0.0.1", DeletionCost.NONE));
    assertThat(inPod)
        .isInstanceOfSatisfying(
            KubernetesPodStatusChecker.class, KubernetesPodStatusChecker::close);
  }
}
