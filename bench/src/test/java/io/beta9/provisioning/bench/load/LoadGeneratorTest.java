package io.beta9.provisioning.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadGeneratorTest {
  @Timeout(60)
  @ParameterizedTest
  @CsvSource({
    "10, false",
    "10, true",
    "262144, false",
    "262144, true",
    "700000, false",
    "700000, true"
  })
  void receives_bodies_of_any_size(int bytes, boolean chunked) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, chunked ? 0 : bytes);
          exchange.getResponseBody().write(new byte[bytes]);
          exchange.close();
        });
    server.start();
    try {
      LoadResult result =
          new LoadGenerator(server.getAddress().getPort())
              .count(() -> RequestSource.get("/", "key"), 2, 20);

      assertThat(result.failed()).isZero();
      assertThat(result.succeeded()).isEqualTo(20);
    } finally {
      server.stop(0);
      threads.shutdown();
    }
  }
}
