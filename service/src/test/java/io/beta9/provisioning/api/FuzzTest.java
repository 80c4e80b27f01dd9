package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.api.description.DescribedResponses;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.RunningApi;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * No request, however malformed, is answered with an error of the service, with data of another
 * tenant, or with a response that is not described. The responses are compared with the description
 * by the filter that all tests have.
 */
class FuzzTest {
  private static final long SEED = 20261130;

  /** Part of every name and text that belongs to the other tenant. */
  private static final String FOREIGN = "foreign-secret";

  private static Service service;
  private static String key;
  private static FuzzedRequests requests;

  @BeforeAll
  static void start() throws Exception {
    service =
        RunningApi.start(
            Map.of(
                "RATE_LIMIT_READS", "1000000",
                "RATE_LIMIT_WRITES", "1000000",
                "RATE_LIMIT_STREAMS", "1000000",
                "RATE_LIMIT_UNAUTHENTICATED", "1000000"));
    ApiKeyRepository keys = service.part(ApiKeyRepository.class);
    JdbcClient jdbc = service.part(JdbcClient.class);
    key = keys.create(new TenantId("acme"), "test", Role.ADMIN).secret().text();
    keys.create(new TenantId("other"), FOREIGN);
    RegisteredAccounts.verified(jdbc, "acme");
    String created = created();
    for (String tenant : List.of("acme", "other")) {
      jdbc.sql(
              """
              insert into environments (id, tenant_id, name, status, cloud_provider, region, account_id,
                meta_config, infra_model, state_backend_config, outputs, created_by)
              select :id, :tenant, :name, 'ready', cloud_provider, region, account_id, meta_config,
                     infra_model, state_backend_config, :outputs::jsonb, 'ann'
                from environments where id = :created
              """)
          .param("id", tenant.equals("acme") ? "env_00000000000a" : "env_00000000000b")
          .param("tenant", tenant)
          .param("name", tenant.equals("acme") ? "own" : FOREIGN)
          .param("outputs", tenant.equals("acme") ? "{}" : "{\"a\": \"" + FOREIGN + "\"}")
          .param("created", created)
          .update();
    }
    requests =
        new FuzzedRequests(
            SEED,
            DescribedResponses.read().document(),
            List.of("env_00000000000a", "env_00000000000b", "us-east-1", "123456789012"));
  }

  /** Returns the id of an environment with a complete model. */
  private static String created() throws Exception {
    String metaConfig =
        """
        {"name": "source", "cloud": {"provider": "aws", "region": "us-east-1",
         "account_id": "123456789012"}, "beta9": {"domain": "beta9.acme.example"}}
        """;
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + service.port() + "/api/v1/environments"))
                    .header("Authorization", "Bearer " + key)
                    .POST(HttpRequest.BodyPublishers.ofString(metaConfig))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    return JsonMapper.shared().readTree(answer.body()).get("environment_id").asString();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void no_request_breaks_the_service() throws Exception {
    fuzz(5_000);
  }

  @Tag("extended")
  @Test
  void no_request_breaks_the_service_in_the_long_run() throws Exception {
    fuzz(50_000);
  }

  private static void fuzz(int count) throws Exception {
    List<String> problems = new ArrayList<>();
    Map<String, Integer> statuses = new java.util.TreeMap<>();
    Random raw = new Random(SEED);
    long metersAfterFirstHalf = 0;
    long bytesAfterFirstHalf = 0;
    try (RawConnection connection = new RawConnection(service.port())) {
      for (int i = 0; i < count && problems.size() < 20; i++) {
        if (i == count / 2) {
          metersAfterFirstHalf = meters();
          bytesAfterFirstHalf = usedHeap();
        }
        FuzzedRequests.FuzzedRequest request = requests.next(i);
        byte[] sent = bytes(request);
        boolean corrupt = i % 10 == 9;
        if (corrupt) {
          corrupt(sent, raw);
        }
        RawAnswer answer = connection.send(sent, request.method(), corrupt);
        statuses.merge(answer.status(), 1, Integer::sum);
        // A corrupted version of HTTP is answered with 505, as HTTP demands.
        boolean failed =
            answer.status().startsWith("5") && !(corrupt && answer.status().equals("505"));
        if (failed || answer.text().contains(FOREIGN)) {
          problems.add(
              request.method()
                  + " "
                  + request.target()
                  + "\n  "
                  + request.headers()
                  + "\n  "
                  + new String(request.body(), StandardCharsets.UTF_8)
                  + "\n  -> "
                  + answer.text());
        }
        if (answer.text().toLowerCase(Locale.ROOT).contains("<html")) {
          problems.add("HTML for " + request.target() + ": " + answer.text());
        }
      }
    }
    assertThat(problems).as(statuses.toString()).isEmpty();
    assertThat(statuses).containsKeys("200", "400", "404", "405");
    assertThat(meters()).isLessThan(metersAfterFirstHalf + 200);
    assertThat(usedHeap()).isLessThan(bytesAfterFirstHalf + 64L * 1024 * 1024);
  }

  private static long meters() {
    return service.part(MeterRegistry.class).getMeters().size();
  }

  private static long usedHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static byte[] bytes(FuzzedRequests.FuzzedRequest request) {
    StringBuilder head = new StringBuilder();
    head.append(request.method()).append(' ').append(request.target()).append(" HTTP/1.1\r\n");
    head.append("Host: localhost\r\nAuthorization: Bearer ").append(key).append("\r\n");
    request.headers().forEach(header -> head.append(header).append("\r\n"));
    if (request.body().length > 0 || request.method().equals("POST")) {
      head.append("Content-Length: ").append(request.body().length).append("\r\n");
    }
    head.append("\r\n");
    byte[] start = head.toString().getBytes(StandardCharsets.UTF_8);
    byte[] all = java.util.Arrays.copyOf(start, start.length + request.body().length);
    System.arraycopy(request.body(), 0, all, start.length, request.body().length);
    return all;
  }

  private static void corrupt(byte[] request, Random random) {
    for (int i = random.nextInt(4); i >= 0; i--) {
      request[random.nextInt(request.length)] = (byte) random.nextInt(256);
    }
  }

  private record RawAnswer(String status, String text) {}

  /** A connection that is opened again after the server has closed it. */
  private static final class RawConnection implements AutoCloseable {
    private final int port;
    private Socket socket;
    private InputStream in;

    RawConnection(int port) throws IOException {
      this.port = port;
      open();
    }

    private void open() throws IOException {
      socket = new Socket("127.0.0.1", port);
      socket.setSoTimeout(30_000);
      in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends a request; one that may be incomplete on a connection that ends with it. */
    RawAnswer send(byte[] request, String method, boolean last) throws IOException {
      try {
        socket.getOutputStream().write(request);
        if (last) {
          socket.shutdownOutput();
          String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
          reopen();
          return new RawAnswer(all.length() > 12 ? all.substring(9, 12) : "closed", all);
        }
        return read(method);
      } catch (java.net.SocketException e) {
        reopen();
        return new RawAnswer("closed", "");
      }
    }

    private RawAnswer read(String method) throws IOException {
      String status = line();
      if (status.length() < 12) {
        reopen();
        return new RawAnswer("closed", status);
      }
      int length = -1;
      boolean close = false;
      boolean chunked = false;
      StringBuilder text = new StringBuilder(status);
      for (String header = line(); !header.isEmpty(); header = line()) {
        text.append('\n').append(header);
        String lower = header.toLowerCase(Locale.ROOT);
        if (lower.startsWith("content-length:")) {
          length = Integer.parseInt(lower.substring(15).strip());
        }
        close |= lower.equals("connection: close");
        chunked |= lower.equals("transfer-encoding: chunked");
      }
      int code = Integer.parseInt(status.substring(9, 12));
      if (!method.equals("HEAD") && code != 304 && code != 204) {
        if (chunked) {
          for (int size = Integer.parseInt(line(), 16);
              size > 0;
              size = Integer.parseInt(line(), 16)) {
            text.append(new String(in.readNBytes(size), StandardCharsets.UTF_8));
            line();
          }
          line();
        } else if (length > 0) {
          text.append(new String(in.readNBytes(length), StandardCharsets.UTF_8));
        }
      }
      if (close) {
        reopen();
      }
      return new RawAnswer(status.substring(9, 12), text.toString());
    }

    private String line() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
        if (c != '\r') {
          line.write(c);
        }
      }
      return line.toString(StandardCharsets.ISO_8859_1);
    }

    private void reopen() throws IOException {
      socket.close();
      open();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
