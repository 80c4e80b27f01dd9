package io.beta9.provisioning.api.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.testing.RunningApi;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths in other spellings than the normal one, sent as they are: no client normalises them. */
class PathSpellingTest {
  private static Service service;
  private static String viewer;
  private static String owner;

  @BeforeAll
  static void start() {
    service = RunningApi.start();
    ApiKeyRepository keys = service.part(ApiKeyRepository.class);
    viewer = keys.create(new TenantId("acme"), "viewer", Role.VIEWER).secret().text();
    owner = keys.create(new TenantId("acme"), "owner", Role.OWNER).secret().text();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static int status(String method, String path, String key) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", service.port())) {
      socket.setSoTimeout(20_000);
      String request =
          method
              + " "
              + path
              + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
              + (key.isEmpty() ? "" : "Authorization: Bearer " + key + "\r\n")
              + "Content-Length: 0\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      try (InputStream answer = socket.getInputStream()) {
        String text = new String(answer.readAllBytes(), StandardCharsets.ISO_8859_1);
        return Integer.parseInt(text.split(" ", 3)[1]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/%61pi/v1/queue",
        "/api/v1/%71ueue",
        "/ap%69/v1/queue",
        "/api;x=1/v1/queue",
        "/api/;x=1/v1/queue",
        "/api/v1/queue;x=1",
        "/api/v1/queue;",
        "//api/v1/queue",
        "/api//v1/queue",
        "/api/v1//queue",
        "/api/./v1/queue",
        "/x/../api/v1/queue",
        "/api/v1/x/../queue",
        "/api/%2e/v1/queue",
        "/api/v1/%2e%2e/v1/queue",
        "/api%2fv1/queue",
        "/api/v1/queue%00",
        "/api/v1/queue%20",
        "/api/v1/queue.",
        "/api./v1/queue",
        "/api/v1./queue",
        "/api/v1/queue/",
        "/api/v1/queue.json",
        "/API/v1/queue",
        "/api/v1/Queue",
        "/api\\v1\\queue",
        "/api/v1/queue%3b",
        "/api/v1/queue%2f",
        "/api%252fv1/queue",
        "/health/../api/v1/queue",
        "/health;/../api/v1/queue",
        "/metrics/../api/v1/queue",
        "/openapi.json/../api/v1/queue"
      })
  void no_other_spelling_of_a_path_is_answered(String path) throws Exception {
    assertThat(status("GET", "/api/v1/queue", owner)).isEqualTo(200);

    for (String key : new String[] {"", viewer, owner}) {
      assertThat(status("GET", path, key)).isIn(400, 401, 403, 404);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/error",
        "/health/db",
        "/health/summary",
        "/health/live/x",
        "/health;x",
        "/metrics/x",
        "/metrics.",
        "/openapi.yaml",
        "/openapi.json/swagger-config",
        "/openapi.json.",
        "/v3/api-docs",
        "/swagger-ui/index.html",
        "/actuator",
        "/env",
        "/heapdump",
        "/favicon.ico"
      })
  void what_is_not_listed_is_denied_also_with_a_key(String path) throws Exception {
    for (String key : new String[] {"", owner}) {
      assertThat(status("GET", path, key)).isIn(400, 401, 403, 404);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/health/ready", "/health", "/metrics", "/openapi.json"})
  void what_is_public_needs_no_key(String path) throws Exception {
    assertThat(status("GET", path, "")).isEqualTo(200);
    assertThat(status("HEAD", path, "")).isEqualTo(200);
  }

  @Test
  void another_method_does_not_bypass_a_permission() throws Exception {
    for (String method : new String[] {"HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "FOO"}) {
      assertThat(status(method, "/api/v1/queue", "")).as(method).isIn(400, 401, 405, 501);
      assertThat(status(method, "/api/v1/queue", viewer)).as(method).isIn(200, 400, 403, 405, 501);
    }
    assertThat(status("HEAD", "/api/v1/queue", viewer)).isEqualTo(403);
  }
}
