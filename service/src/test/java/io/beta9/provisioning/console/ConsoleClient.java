package io.beta9.provisioning.console;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A client that keeps its cookie and sends forms, without a browser. */
final class ConsoleClient {
  private static final Pattern FORM_TOKEN =
      Pattern.compile("name=\"form_token\" value=\"([0-9a-f]{64})\"");

  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;
  private String cookie = "";

  ConsoleClient(ConsoleFixture fixture) {
    this.base = fixture.address("");
  }

  /** Returns a client that has signed in. */
  static ConsoleClient signedIn(ConsoleFixture fixture, String key) {
    ConsoleClient client = new ConsoleClient(fixture);
    client.post("/console/sign-in", Map.of("key", key, "to", "/console"));
    return client;
  }

  String cookie() {
    return cookie;
  }

  HttpResponse<String> get(String path) {
    return send(request(path).GET());
  }

  HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
    return cookie.isEmpty() ? request : request.header("Cookie", cookie);
  }

  /** Sends a form as the page that contains it would. */
  HttpResponse<String> submit(String path, Map<String, String> fields) {
    Matcher token = FORM_TOKEN.matcher(get("/console").body());
    if (!token.find()) {
      throw new IllegalStateException("the page has no form");
    }
    Map<String, String> all = new java.util.HashMap<>(fields);
    all.put("form_token", token.group(1));
    return post(path, all);
  }

  HttpResponse<String> post(String path, Map<String, String> fields) {
    return send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(encoded(fields))));
  }

  static String encoded(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(
            field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    return send(request, HttpResponse.BodyHandlers.ofString());
  }

  <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
    try {
      HttpResponse<T> response = http.send(request.build(), body);
      response
          .headers()
          .firstValue("Set-Cookie")
          .ifPresent(header -> cookie = header.substring(0, header.indexOf(';')));
      return response;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
