package io.beta9.provisioning.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A receiver of webhooks on a loopback address, which records what it receives. */
public final class WebhookReceiver implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpServer server;
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private volatile UnaryOperator<Answer> answer = UnaryOperator.identity();

  /** A request. Names of headers are in lower case. */
  public record Received(String method, String path, Map<String, String> headers, String body) {

    /** Verifies a signature as receivers do, independently of the sender. */
    public boolean isSignedWith(String secret) {
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        String content =
            headers.get("webhook-id") + "." + headers.get("webhook-timestamp") + "." + body;
        String expected =
            "v1,"
                + Base64.getEncoder()
                    .encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
        return List.of(headers.get("webhook-signature").split(" ")).contains(expected);
      } catch (java.security.GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** What the receiver answers. */
  public record Answer(int status, Map<String, String> headers) {}

  public WebhookReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::receive);
    server.start();
  }

  private void receive(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new java.util.HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(), values.getFirst()));
    UnaryOperator<Answer> how = answer;
    received.add(
        new Received(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            headers,
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
    Answer actual = how.apply(new Answer(204, Map.of()));
    actual.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(actual.status(), -1);
    exchange.close();
  }

  /** Answers all requests that are received from now on with this status. */
  public void answer(int status) {
    answer = ignored -> new Answer(status, Map.of());
  }

  /** Answers all further requests like this, possibly after a while. */
  public void answer(UnaryOperator<Answer> how) {
    answer = how;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public String url() {
    return "http://127.0.0.1:" + port() + "/hook?source=beta9";
  }

  /** Returns the next request. */
  public Received next() {
    try {
      Received next = received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing was received within " + PATIENCE);
      }
      return next;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the number of requests that {@link #next} has not returned. */
  public int waiting() {
    return received.size();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
