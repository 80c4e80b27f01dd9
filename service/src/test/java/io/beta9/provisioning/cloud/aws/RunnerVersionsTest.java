package io.beta9.provisioning.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.beta9.provisioning.cloudsim.CloudSim;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunnerVersionsTest {
  @Test
  void determines_the_newest_release_that_has_every_image() {
    assertThat(
            RunnerVersions.newest(
                List.of(
                    "py39-latest",
                    "py310-latest",
                    "py39-0.1.9",
                    "py310-0.1.9",
                    "py39-0.1.10",
                    "py310-0.1.10",
                    "py310-0.1.11",
                    "py310-branch",
                    "py39-branch",
                    "py310-0.1.12-amd64",
                    "py39-0.1.12-amd64")))
        .contains("0.1.10");
  }

  @Test
  void compares_numbers_and_not_text_and_ignores_images_of_earlier_pythons() {
    assertThat(
            RunnerVersions.newest(
                List.of(
                    "py312-latest", "py312-0.9.9", "py312-0.10", "py37-0.99.0", "py312-0.10.0")))
        .contains("0.10.0");
  }

  @Test
  void determines_no_version_without_releases_or_without_a_latest_image() {
    assertThat(RunnerVersions.newest(List.of())).isEmpty();
    assertThat(RunnerVersions.newest(List.of("py312-latest", "py312-main"))).isEmpty();
    assertThat(RunnerVersions.newest(List.of("py312-0.1.0"))).isEmpty();
  }

  @Test
  void reads_all_pages_with_a_token_of_the_registry() {
    try (CloudSim sim = CloudSim.builder().start()) {
      assertThat(
              new PublicRegistry(URI.create(sim.url()))
                  .tags(RunnerVersions.REPOSITORY)
                  .flatMap(RunnerVersions::newest))
          .contains("0.1.10");
    }
  }

  @Test
  void
      determines_no_version_if_the_registry_is_unreachable_or_refers_to_another_host_or_never_ends()
          throws IOException {
    assertThat(new PublicRegistry(URI.create("http://127.0.0.1:1")).tags("a/b")).isEmpty();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String address = "http://127.0.0.1:" + server.getAddress().getPort();
    server.createContext(
        "/v2/elsewhere/",
        exchange -> {
          exchange
              .getResponseHeaders()
              .add("WWW-Authenticate", "Bearer realm=\"http://169.254.169.254/token\"");
          exchange.sendResponseHeaders(401, -1);
          exchange.close();
        });
    server.createContext(
        "/v2/endless/",
        exchange -> {
          byte[] body = "{\"tags\":[\"a\"]}".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Link", "</v2/endless/tags/list>; rel=\"next\"");
          exchange.sendResponseHeaders(200, body.length);
          try (exchange) {
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    try {
      PublicRegistry registry = new PublicRegistry(URI.create(address));
      assertThat(registry.tags("elsewhere")).isEmpty();
      assertThat(registry.tags("endless")).isEmpty();
    } finally {
      server.stop(0);
    }
  }
}
