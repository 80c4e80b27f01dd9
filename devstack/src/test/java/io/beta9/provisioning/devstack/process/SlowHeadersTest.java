package io.beta9.provisioning.devstack.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.devstack.servers.EmbeddedServers;
import io.beta9.provisioning.devstack.stack.Distribution;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API as a process with its default limits and its heap of production, under attack. */
@Tag("slow")
class SlowHeadersTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final int CONNECTIONS = 8_184;
  private static final int PER_ADDRESS = 200;

  /** Almost as much as Tomcat accepts of a request line and headers. */
  private static final String UNFINISHED =
      "GET /health/live HTTP/1.1\r\nHost: a\r\nX-Slow: " + "a".repeat(7_000);

  @TempDir Path directory;

  private final Deque<SocketChannel> attackers = new ArrayDeque<>();
  private EmbeddedServers servers;
  private ServiceProcess api;
  private String key;

  @BeforeEach
  void start() throws Exception {
    Distribution distribution = Distribution.ofProject(PROJECT);
    assertThat(distribution.serviceJar()).as("build the project: mvn package").exists();
    servers = EmbeddedServers.start(directory.resolve("servers"));
    Map<String, String> settings = new HashMap<>();
    settings.put("DATABASE_URL", servers.databaseUrl());
    settings.put("REDIS_URL", servers.redisUrl());
    api =
        ServiceProcess.start(distribution, "api", settings, directory.resolve("api.log"))
            .awaitReady();
    Process keys =
        ServiceProcess.builder(
                distribution, settings, "admin", "keys", "create", "--tenant", "a", "--name", "k")
            .start();
    key = new String(keys.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  @AfterEach
  void stop() throws IOException {
    for (SocketChannel attacker : attackers) {
      attacker.close();
    }
    api.close();
    servers.close();
  }

  @Test
  void thousands_of_unfinished_headers_neither_exhaust_the_heap_nor_delay_others_for_long()
      throws Exception {
    for (int i = 0; i < CONNECTIONS; i++) {
      attack("127.1.1." + (1 + i / PER_ADDRESS));
      if (i % 500 == 0) {
        assertServes();
      }
    }
    assertServes();

    assertThat(api.isAlive()).isTrue();
    assertThat(Files.readString(api.log())).doesNotContain("OutOfMemoryError");
    assertThat(residentMiB()).isLessThan(350);
  }

  /** Opens a connection without waiting for anything; the server may close it immediately. */
  private void attack(String address) throws IOException {
    SocketChannel channel = SocketChannel.open();
    attackers.add(channel);
    channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    channel.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
    channel.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), api.url().getPort()));
    channel.configureBlocking(false);
    try {
      channel.write(ByteBuffer.wrap(UNFINISHED.getBytes(StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      channel.close(); // Already closed by the server.
    }
  }

  private void assertServes() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create(api.url() + "/api/v1/environments"))
                  .header("Authorization", "Bearer " + key)
                  .build(),
              BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
    }
  }

  private long residentMiB() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + api.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }
}
