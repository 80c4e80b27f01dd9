package io.beta9.provisioning.cloudsim.request;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireRequest;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An HTTP server on loopback that handles each request on a virtual thread. */
public final class LoopbackHttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LoopbackHttpServer.class);

  static {
    // Without this every response waits for the client's delayed acknowledgement.
    setUnlessSet("sun.net.httpserver.nodelay", "true");
    // The server would close idle connections while a client is sending a request on one of them.
    setUnlessSet("sun.net.httpserver.idleInterval", "3600");
    setUnlessSet("sun.net.httpserver.maxIdleConnections", "2000");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Handles requests; {@code baseUrl} is the server's address as seen by the client. */
  public interface RequestHandler {
    WireResponse handle(WireRequest request, String baseUrl);
  }

  /**
   * @param port the port to listen on; 0 for a free one
   */
  public LoopbackHttpServer(int port, RequestHandler answers) {
    try {
      server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 512);
    } catch (IOException e) {
      throw new UncheckedIOException("The simulated cloud could not listen on port " + port, e);
    }
    server.setExecutor(threads);
    server.createContext("/", exchange -> serve(exchange, answers));
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private static void serve(HttpExchange exchange, RequestHandler answers) {
    try (exchange) {
      String query = exchange.getRequestURI().getRawQuery();
      WireRequest request =
          WireRequest.of(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getRawPath(),
              query == null ? "" : query,
              exchange.getRequestHeaders(),
              exchange.getRequestBody().readAllBytes());
      String host =
          request.header("host").orElse("127.0.0.1:" + exchange.getLocalAddress().getPort());
      send(exchange, answers.handle(request, "http://" + host));
    } catch (IOException e) {
      LOG.debug("Client closed its connection", e);
    }
  }

  private static void send(HttpExchange exchange, WireResponse response) throws IOException {
    response.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    boolean head = exchange.getRequestMethod().equals("HEAD");
    int length = response.body().length;
    if (head || length == 0) {
      if (head && !exchange.getResponseHeaders().containsKey("Content-Length")) {
        exchange.getResponseHeaders().set("Content-Length", Integer.toString(length));
      }
      exchange.sendResponseHeaders(response.status(), -1);
      return;
    }
    exchange.getResponseHeaders().remove("Content-Length");
    exchange.sendResponseHeaders(response.status(), length);
    exchange.getResponseBody().write(response.body());
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
