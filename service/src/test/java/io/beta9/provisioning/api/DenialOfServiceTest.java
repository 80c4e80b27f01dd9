package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.testing.RunningApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Clients without a valid key occupy connections, or send what is cached, while ordinary requests
 * are served. Attackers connect from other addresses of the loopback interface.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DenialOfServiceTest {
  private static final int MAX_CONNECTIONS = 100;
  private static final int MAX_PER_ADDRESS = 40;

  private final List<Socket> attackers = new ArrayList<>();
  private HttpClient http;
  private Service api;
  private String key;

  @BeforeAll
  void start() {
    http = HttpClient.newHttpClient();
    api =
        RunningApi.start(
            Map.of(
                "LISTEN_MAX_CONNECTIONS", Integer.toString(MAX_CONNECTIONS),
                "LISTEN_MAX_CONNECTIONS_PER_ADDRESS", Integer.toString(MAX_PER_ADDRESS),
                "LISTEN_HEADER_DEADLINE", "1s",
                "LISTEN_BODY_DEADLINE", "1s",
                "RATE_LIMIT_UNAUTHENTICATED", "1000"));
    key = api.part(ApiKeyRepository.class).create(new TenantId("acme"), "k").secret().text();
  }

  @AfterAll
  void stop() {
    http.close();
    api.close();
  }

  @AfterEach
  void closeAttackers() throws IOException {
    for (Socket socket : attackers) {
      socket.close();
    }
    attackers.clear();
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private void assertServesOrdinaryRequests() throws Exception {
    try (HttpClient newConnections = HttpClient.newHttpClient()) {
      for (int i = 0; i < 10; i++) {
        assertThat(
                newConnections
                    .send(
                        HttpRequest.newBuilder(
                                URI.create(
                                    "http://127.0.0.1:" + api.port() + "/api/v1/environments"))
                            .header("Authorization", "Bearer " + key)
                            .build(),
                        BodyHandlers.ofString())
                    .statusCode())
            .isEqualTo(200);
      }
    }
  }

  private Socket attacker(int address, String firstBytes) throws IOException {
    Socket socket = new Socket();
    attackers.add(socket);
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.1." + address), 0));
    socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), api.port()));
    write(socket, firstBytes);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static String answer(Socket socket) {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return ""; // Reset.
    }
  }

  /** Sends a further byte with each poll until the server has closed the connection. */
  private static void awaitClosed(Socket socket, String drop) {
    Awaitility.await()
        .until(
            () -> {
              try {
                write(socket, drop);
                return false;
              } catch (IOException e) {
                return true;
              }
            });
  }

  private long series() throws Exception {
    return get("/metrics").body().lines().filter(line -> !line.startsWith("#")).count();
  }

  @Test
  void slow_headers_from_many_addresses_leave_room_for_ordinary_requests() throws Exception {
    for (int address = 1; address <= 10; address++) {
      for (int i = 0; i < MAX_PER_ADDRESS; i++) {
        attacker(address, "GET /health/live HTTP/1.1\r\nHost: a\r\nX-Slow: ");
      }
      assertServesOrdinaryRequests();
    }
  }

  @Test
  void a_header_that_arrives_byte_by_byte_is_cut_off() throws Exception {
    awaitClosed(attacker(20, "GET /health/live HTTP/1.1\r\nX-Slow: "), "a");
    awaitClosed(attacker(20, "G"), "E");
  }

  @Test
  void an_address_cannot_open_more_connections_than_its_limit() throws Exception {
    List<Socket> all = new ArrayList<>();
    for (int i = 0; i < MAX_PER_ADDRESS + 5; i++) {
      all.add(attacker(30, ""));
    }

    for (Socket rejected : all.subList(MAX_PER_ADDRESS, all.size())) {
      assertThat(answer(rejected)).isEmpty();
    }
    Socket accepted = all.getFirst();
    write(accepted, "GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assertThat(answer(accepted)).startsWith("HTTP/1.1 200");
    assertServesOrdinaryRequests();
  }

  @Test
  void a_slow_body_without_a_key_is_rejected_and_not_read() throws Exception {
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < MAX_PER_ADDRESS; i++) {
      slow.add(attacker(40, post("", "Content-Length: 100000") + "{"));
    }
    Socket chunked = attacker(41, post("", "Transfer-Encoding: chunked") + "5;");
    assertServesOrdinaryRequests();

    for (Socket socket : slow) {
      assertThat(answer(socket)).startsWith("HTTP/1.1 401");
    }
    assertThat(answer(chunked)).startsWith("HTTP/1.1 401");
  }

  @Test
  void a_slow_body_with_a_key_is_answered_with_408() throws Exception {
    String authorization = "Authorization: Bearer " + key + "\r\n";

    assertThat(answer(attacker(50, post(authorization, "Content-Length: 100000") + "{")))
        .startsWith("HTTP/1.1 408");
    Socket drops = attacker(50, post(authorization, "Content-Length: 100000") + "{");
    awaitClosed(drops, " ");
    assertServesOrdinaryRequests();
  }

  private static String post(String authorization, String framing) {
    return "POST /api/v1/environments HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        + authorization
        + framing
        + "\r\n\r\n";
  }

  @Test
  void invented_methods_paths_and_keys_have_no_metrics_of_their_own() throws Exception {
    get("/nothing");
    get("/api/v1/environments", "Authorization", "Bearer wrong");
    sendRaw("FIRST", "/");
    sendRaw("GET", "/first");
    sendRaw("GET", "/api/v1/environments/first/first");
    series(); // Its own request has a series afterwards.
    long before = series();

    for (int i = 0; i < 200; i++) {
      sendRaw("METHOD" + i, "/");
      sendRaw("GET", "/path" + i);
      sendRaw("GET", "/api/v1/environments/env" + i + "/x" + i);
      get("/api/v1/environments", "Authorization", "Bearer b9_wrong" + i);
    }

    // Metrics of the JVM may appear meanwhile; each invention would add at least one.
    assertThat(series()).isLessThan(before + 50);
    assertServesOrdinaryRequests();
  }

  @Test
  void ten_thousand_invented_keys_are_rejected_and_counted_together() throws Exception {
    get("/api/v1/environments", "Authorization", "Bearer wrong");
    long before = series();
    Set<Integer> statuses = new HashSet<>();

    for (int i = 0; i < 10_000; i++) {
      statuses.add(get("/api/v1/environments", "Authorization", "Bearer b9p_" + i).statusCode());
    }

    assertThat(statuses).isSubsetOf(401, 429);
    assertServesOrdinaryRequests();
    assertThat(series()).isLessThan(before + 50);
  }

  private void sendRaw(String method, String path) throws IOException {
    try (Socket socket = attacker(70, "")) {
      write(socket, method + " " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      assertThat(answer(socket)).startsWith("HTTP/1.1 40");
    }
    attackers.removeLast();
  }

  @Test
  void every_language_and_host_gets_the_same_api_description() throws Exception {
    Set<String> documents = new HashSet<>();
    for (int i = 0; i < 30; i++) {
      try (Socket socket = attacker(80, "")) {
        write(
            socket,
            "GET /openapi.json HTTP/1.1\r\nHost: host"
                + i
                + "\r\nAccept-Language: x-"
                + i
                + "\r\nX-Forwarded-Host: h"
                + i
                + "\r\nConnection: close\r\n\r\n");
        String answer = answer(socket);
        assertThat(answer).startsWith("HTTP/1.1 200");
        documents.add(answer.substring(answer.indexOf('{')));
      }
    }

    assertThat(documents).hasSize(1).first().asString().contains("/api/v1/environments");
  }
}
