package io.beta9.provisioning.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.beta9.provisioning.testing.RecordedLog;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Tests when a worker reports the deletion cost of its pod, and with which request. */
class PodDeletionCostReporterTest {
  private final List<String> annotations = new ArrayList<>();
  private int running;
  private boolean rejected;
  private final PodDeletionCostReporter reporter =
      new PodDeletionCostReporter(() -> running, this::annotate);

  private void annotate(String name, String value) {
    annotations.add(name + "=" + value);
    if (rejected) {
      throw new KubernetesClientException("pods is forbidden");
    }
  }

  @Test
  void reports_the_number_of_operations_when_it_changes() {
    reporter.report();
    reporter.report();
    running = 2;
    reporter.report();
    reporter.report();
    running = 0;
    reporter.report();

    assertThat(annotations)
        .containsExactly(
            "controller.kubernetes.io/pod-deletion-cost=0",
            "controller.kubernetes.io/pod-deletion-cost=2",
            "controller.kubernetes.io/pod-deletion-cost=0");
  }

  @Test
  void reports_again_after_a_failure() {
    rejected = true;
    reporter.report();
    reporter.report();
    rejected = false;
    reporter.report();
    reporter.report();

    assertThat(annotations).hasSize(3);
  }

  @Test
  void logs_a_failure_once_until_it_succeeds_again() {
    try (RecordedLog log = RecordedLog.of(PodDeletionCostReporter.class)) {
      rejected = true;
      reporter.report();
      reporter.report();
      assertThat(log.lines())
          .containsExactly(
              "WARN The deletion cost of this pod could not be set: pods is forbidden");

      rejected = false;
      reporter.report();
      rejected = true;
      running = 1;
      reporter.report();
      assertThat(log.lines()).hasSize(2);
    }
  }

  @Test
  void closes_its_client() {
    List<String> calls = new ArrayList<>();
    KubernetesClient client =
        (KubernetesClient)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {KubernetesClient.class},
                (proxy, method, arguments) -> {
                  calls.add(method.getName());
                  return null;
                });

    new KubernetesPodAnnotations(client, "ns", "pod-1").close();

    assertThat(calls).containsExactly("close");
  }

  @Test
  void reads_and_patches_its_own_pod_only() throws Exception {
    List<String> requests = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    int[] status = {200};
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          requests.add(
              exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath() + " " + body);
          byte[] answer =
              "{\"apiVersion\": \"v1\", \"kind\": \"Pod\"}".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(status[0], answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
            .withRequestRetryBackoffLimit(0)
            .build();
    try (KubernetesPodAnnotations pod =
        new KubernetesPodAnnotations(
            new KubernetesClientBuilder().withConfig(config).build(), "ns", "pod-1")) {
      pod.set("a/b", "1");

      assertThat(requests)
          .containsExactly(
              "GET /api/v1/namespaces/ns/pods/pod-1 ",
              "PATCH /api/v1/namespaces/ns/pods/pod-1"
                  + " {\"metadata\":{\"annotations\":{\"a/b\":\"1\"}}}");
      status[0] = 403;
      assertThatThrownBy(() -> pod.set("a/b", "2")).isInstanceOf(KubernetesClientException.class);
    } finally {
      server.stop(0);
    }
  }
}
