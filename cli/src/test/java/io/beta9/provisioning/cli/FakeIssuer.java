package io.beta9.provisioning.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** An OpenID provider with the device authorization grant. */
final class FakeIssuer implements AutoCloseable {
  final List<String> forms = new ArrayList<>();

  /** Responses of the token endpoint: status, a space, JSON. */
  final Deque<String> tokens = new ArrayDeque<>();

  String issuer;
  String tokenEndpoint;
  private final HttpServer server;

  FakeIssuer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    issuer = url() + "/realm";
    tokenEndpoint = url() + "/token";
    server.createContext(
        "/realm/.well-known/openid-configuration",
        exchange ->
            answer(
                exchange,
                200,
                """
                {"issuer": "%s", "token_endpoint": "%s", "device_authorization_endpoint": "%s/device"}
                """
                    .formatted(issuer, tokenEndpoint, url())));
    server.createContext(
        "/device",
        exchange -> {
          remember(exchange);
          answer(
              exchange,
              200,
              """
              {"device_code": "dc", "user_code": "ABCD-EFGH", "interval": 2, "expires_in": 600,
               "verification_uri": "https://id.example/device"}
              """);
        });
    server.createContext(
        "/token",
        exchange -> {
          remember(exchange);
          String next = tokens.remove();
          answer(exchange, Integer.parseInt(next.substring(0, 3)), next.substring(4));
        });
    server.start();
  }

  private synchronized void remember(HttpExchange exchange) throws IOException {
    forms.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
