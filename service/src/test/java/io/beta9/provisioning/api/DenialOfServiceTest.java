package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.api.request.OpenStreams;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.RunningApi;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * Clients without a valid key occupy connections, or send what is cached, while ordinary requests
 * are served. Attackers connect from other addresses of the loopback interface.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DenialOfServiceTest {
  private static final int MAX_CONNECTIONS = 100;
  private static final int MAX_PER_ADDRESS = 40;
  private static final int ORDINARY_REQUESTS = 10;

  /** How much more of the heap may be in use after an attack. Every kind of invention is longer. */
  private static final long HEAP_TOLERANCE_BYTES = 8L << 20;

  /** What an attacker invents is this long, so that the heap shows whether it is remembered. */
  private static final String LONG = "x".repeat(7000);

  private final List<Socket> attackers = new ArrayList<>();
  private HttpClient http;
  private Service api;
  private String key;
  private int answeredWithoutAttack;

  @BeforeAll
  void start() throws Exception {
    http = HttpClient.newHttpClient();
    api =
        RunningApi.start(
            Map.of(
                "LISTEN_MAX_CONNECTIONS", Integer.toString(MAX_CONNECTIONS),
                "LISTEN_MAX_CONNECTIONS_PER_ADDRESS", Integer.toString(MAX_PER_ADDRESS),
                "LISTEN_HEADER_DEADLINE", "1s",
                "LISTEN_BODY_DEADLINE", "1s",
                "LISTEN_SLOW_READER_TOLERANCE", "1s",
                "RATE_LIMIT_READS", "1000000",
                "RATE_LIMIT_STREAMS", "1000000",
                "RATE_LIMIT_UNAUTHENTICATED", "1000"));
    key = api.part(ApiKeyRepository.class).create(new TenantId("acme"), "k").secret().text();
    RegisteredAccounts.verified(api.part(JdbcClient.class), "acme");
    answeredWithoutAttack = answered();
    assertThat(answeredWithoutAttack).isEqualTo(ORDINARY_REQUESTS);
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

  /** Returns how many of the ordinary requests are answered. */
  private int answered() throws InterruptedException {
    int answered = 0;
    try (HttpClient newConnections = HttpClient.newHttpClient()) {
      for (int i = 0; i < ORDINARY_REQUESTS; i++) {
        try {
          HttpResponse<String> answer =
              newConnections.send(
                  request("/api/v1/environments").timeout(Duration.ofSeconds(30)).build(),
                  BodyHandlers.ofString());
          answered += answer.statusCode() == 200 ? 1 : 0;
        } catch (IOException e) {
          // Not answered.
        }
      }
    }
    return answered;
  }

  private void assertServesOrdinaryRequests() throws Exception {
    assertThat(answered()).isEqualTo(answeredWithoutAttack);
  }

  /** Runs an attack, with ordinary requests from its beginning to its end. */
  private void assertServesOrdinaryRequestsDuring(Callable<?> attack) throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> running = executor.submit(attack);
      do {
        assertServesOrdinaryRequests();
      } while (!running.isDone());
      running.get();
    }
  }

  /** Returns the bytes of the heap that are in use after a garbage collection. */
  private static long usedHeapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path))
        .header("Authorization", "Bearer " + key);
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

  /** A client with a small receive buffer that reads only if {@link #readLittle} is called. */
  private Socket slowReader(int address, String requests) throws IOException {
    Socket socket = new Socket();
    attackers.add(socket);
    socket.setReceiveBufferSize(4096);
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.1." + address), 0));
    socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), api.port()));
    socket.setSoTimeout(1);
    write(socket, requests);
    return socket;
  }

  /** Reads up to 1 KiB from every attacker: enough for the server to make progress. */
  private void readLittle() {
    byte[] little = new byte[1024];
    for (Socket socket : List.copyOf(attackers)) {
      try {
        socket.getInputStream().read(little);
      } catch (IOException e) {
        // Nothing to read, or closed.
      }
    }
  }

  /** Returns whether an address can use all of its connections. */
  private boolean isServedCompletely(int address) throws IOException {
    List<Socket> all = new ArrayList<>();
    try {
      for (int i = 0; i < MAX_PER_ADDRESS; i++) {
        all.add(attacker(address, ""));
      }
      int served = 0;
      for (Socket socket : all) {
        try {
          write(socket, "GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        } catch (IOException e) {
          break; // Rejected.
        }
        served += answer(socket).startsWith("HTTP/1.1 200") ? 1 : 0;
      }
      return served == MAX_PER_ADDRESS;
    } finally {
      attackers.removeAll(all);
      for (Socket socket : all) {
        socket.close();
      }
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
    long heapBefore = usedHeapBytes();
    for (int address = 1; address <= 10; address++) {
      for (int i = 0; i < MAX_PER_ADDRESS; i++) {
        attacker(address, "GET /health/live HTTP/1.1\r\nHost: a\r\nX-Slow: " + LONG);
      }
      assertServesOrdinaryRequests();
    }
    assertThat(usedHeapBytes()).isLessThan(heapBefore + HEAP_TOLERANCE_BYTES);
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
  void responses_that_are_read_slowly_do_not_keep_their_connections() throws Exception {
    String requests = "GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n".repeat(100);
    for (int i = 0; i < MAX_PER_ADDRESS; i++) {
      slowReader(60, requests);
    }
    assertThat(isServedCompletely(60)).isFalse();
    assertServesOrdinaryRequests();

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              readLittle();
              return isServedCompletely(60);
            });
  }

  @Test
  void streams_that_are_read_slowly_do_not_remain_open() throws Exception {
    String environment = environmentWithLog("slow-stream");
    String stream = "/api/v1/environments/" + environment + "/logs";
    for (int i = 0; i < OpenStreams.MAX_OF_KEY; i++) {
      slowReader(
          61,
          "GET %s HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\nAuthorization: Bearer %s\r\n\r\n"
              .formatted(stream, key));
    }
    Awaitility.await().until(() -> streamStatus(stream) == 429);
    assertServesOrdinaryRequests();

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              readLittle();
              return streamStatus(stream) == 200;
            });
  }

  private int streamStatus(String path) throws Exception {
    HttpResponse<InputStream> answer =
        http.send(
            request(path).header("Accept", "text/event-stream").build(),
            BodyHandlers.ofInputStream());
    answer.body().close();
    return answer.statusCode();
  }

  /** Creates an environment with a log of 16 MB. */
  private String environmentWithLog(String name) throws Exception {
    HttpResponse<String> created =
        http.send(
            request("/api/v1/environments")
                .header("Content-Type", "application/yaml")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        """
                        name: %s
                        cloud: {provider: aws, region: us-east-1, account_id: "123456789012"}
                        beta9: {domain: beta9.acme.example}
                        """
                            .formatted(name)))
                .build(),
            BodyHandlers.ofString());
    assertThat(created.statusCode()).as(created.body()).isEqualTo(202);
    String id = JsonMapper.shared().readTree(created.body()).get("environment_id").asString();
    api.part(JdbcClient.class)
        .sql(
            """
            insert into log_lines (environment_id, seq, tenant_id, operation_id, epoch, step, stream, text)
            select o.environment_id, n, o.tenant_id, o.id, 1, 'apply', 'stdout', repeat('x', 8000)
              from operations o, generate_series(1, 2000) n
             where o.environment_id = :id
            """)
        .param("id", id)
        .update();
    return id;
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

    long heapBefore = usedHeapBytes();

    assertServesOrdinaryRequestsDuring(
        () -> {
          for (int i = 0; i < 1500; i++) {
            sendRaw("METHOD" + i, "/");
            sendRaw("GET", "/path" + i + LONG);
            sendRaw("GET", "/api/v1/environments/env" + i + "/x" + i + LONG);
            get("/api/v1/environments", "Authorization", "Bearer b9_wrong" + i + LONG);
          }
          return null;
        });

    // Metrics of the JVM may appear meanwhile; each invention would add at least one.
    assertThat(series()).isLessThan(before + 50);
    assertThat(usedHeapBytes()).isLessThan(heapBefore + HEAP_TOLERANCE_BYTES);
  }

  @Test
  void ten_thousand_invented_keys_are_rejected_and_counted_together() throws Exception {
    get("/api/v1/environments", "Authorization", "Bearer wrong");
    long before = series();
    long heapBefore = usedHeapBytes();
    Set<Integer> statuses = new HashSet<>();

    assertServesOrdinaryRequestsDuring(
        () -> {
          for (int i = 0; i < 10_000; i++) {
            statuses.add(
                get("/api/v1/environments", "Authorization", "Bearer b9p_" + i + LONG)
                    .statusCode());
          }
          return null;
        });

    assertThat(statuses).isSubsetOf(401, 429);
    assertThat(series()).isLessThan(before + 50);
    assertThat(usedHeapBytes()).isLessThan(heapBefore + HEAP_TOLERANCE_BYTES);
  }

  private int rawRequests;

  private void sendRaw(String method, String path) throws IOException {
    // From many addresses, so that the limit of an address does not answer instead.
    try (Socket socket = attacker(100 + rawRequests++ % 50, "")) {
      write(socket, method + " " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      assertThat(answer(socket)).startsWith("HTTP/1.1 40");
    }
    attackers.removeLast();
  }

  @Test
  void every_language_and_host_gets_the_same_api_description() throws Exception {
    Set<String> documents = new HashSet<>();
    get("/openapi.json");
    long heapBefore = usedHeapBytes();
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
    documents.clear();
    assertThat(usedHeapBytes()).isLessThan(heapBefore + HEAP_TOLERANCE_BYTES);
  }
}
