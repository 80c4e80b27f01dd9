package io.beta9.provisioning.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.beta9.provisioning.apimodel.environment.EventKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A server with the API's structures. An environment is a sequence of snapshots: each GET returns
 * the next one, and the last one repeatedly.
 */
final class FakeApi implements AutoCloseable {
  static final String KEY = "b9_test";
  static final JsonMapper JSON = JsonMapper.shared();

  record Request(
      String method, String path, String query, String body, Map<String, String> headers) {}

  record Response(int status, JsonNode body, Map<String, String> headers) {}

  final List<Request> requests = new ArrayList<>();
  final Map<String, Deque<ObjectNode>> environments = new LinkedHashMap<>();
  final Map<String, List<ObjectNode>> events = new LinkedHashMap<>();
  final Map<String, List<ObjectNode>> logs = new LinkedHashMap<>();

  /** A response is sent when this is zero. */
  CountDownLatch beforeResponse = new CountDownLatch(0);

  /** Responses to the first requests, whatever they are. */
  final Deque<Response> first = new ArrayDeque<>();

  /** Response to every request that is not a GET. */
  Response write = new Response(202, JSON.createObjectNode(), Map.of());

  /** Streams send what exists and stay open until this is zero; null for no streams. */
  @Nullable CountDownLatch untilStreamEnds;

  private final HttpServer server;
  private final ExecutorService executor = Executors.newCachedThreadPool();

  FakeApi() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.setExecutor(executor);
    server.createContext("/", this::answerOrStream);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Adds the next snapshot of an environment. */
  ObjectNode snapshot(String id, String name, String status) {
    ObjectNode environment = JSON.createObjectNode();
    environment.put("environment_id", id).put("name", name).put("status", status);
    environment.put("created_at", "2026-01-02T03:04:05Z").put("updated_at", "2026-01-02T03:05:05Z");
    environment
        .putObject("cloud")
        .put("provider", "aws")
        .put("region", "us-east-1")
        .put("account_id", "123456789012");
    ObjectNode progress = environment.putObject("progress");
    progress.put("completed", 0).put("planned", 0);
    progress.putArray("in_flight");
    environments.computeIfAbsent(id, key -> new ArrayDeque<>()).add(environment);
    return environment;
  }

  void event(String id, String kind, String at, String message) {
    List<ObjectNode> list = events.computeIfAbsent(id, key -> new ArrayList<>());
    list.add(
        JSON.createObjectNode()
            .put("id", list.size() + 1)
            .put("at", at)
            .put("kind", kind)
            .put("message", message));
  }

  /** Adds an event of a step, with its data. */
  void stepEvent(String id, EventKind kind, String at, String step, String description) {
    event(id, kind.code(), at, step + ": " + description);
    events.get(id).getLast().putObject("data").put("step", step).put("description", description);
  }

  void log(String id, String step, String text) {
    List<ObjectNode> list = logs.computeIfAbsent(id, key -> new ArrayList<>());
    list.add(
        JSON.createObjectNode()
            .put("id", list.size() + 1)
            .put("at", "2026-01-02T03:04:05Z")
            .put("step", step)
            .put("stream", "terraform")
            .put("text", text));
  }

  static Response problem(int status, String detail, String... pathsAndMessages) {
    ObjectNode problem =
        JSON.createObjectNode().put("type", "about:blank").put("title", "no").put("status", status);
    problem.put("detail", detail);
    ArrayNode errors = problem.putArray("errors");
    for (int i = 0; i < pathsAndMessages.length; i += 2) {
      errors.addObject().put("path", pathsAndMessages[i]).put("message", pathsAndMessages[i + 1]);
    }
    return new Response(status, problem, Map.of());
  }

  private void answerOrStream(HttpExchange exchange) throws IOException {
    CountDownLatch end = untilStreamEnds;
    if (end == null
        || !"text/event-stream".equals(exchange.getRequestHeaders().getFirst("Accept"))) {
      answer(exchange);
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream;charset=UTF-8");
    exchange.sendResponseHeaders(200, 0);
    StringBuilder text = new StringBuilder(": comment\n\n");
    synchronized (this) {
      String[] path = exchange.getRequestURI().getPath().split("/");
      for (ObjectNode event : events.getOrDefault(path[4], List.of())) {
        text.append("id: ").append(event.path("id").asInt()).append("\nevent: event\n");
        text.append("data: ").append(JSON.writeValueAsString(event)).append("\n\n");
      }
    }
    exchange.getResponseBody().write(text.toString().getBytes(StandardCharsets.UTF_8));
    exchange.getResponseBody().flush();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getRawQuery();
    Map<String, String> headers =
        exchange.getRequestHeaders().entrySet().stream()
            .collect(
                Collectors.toMap(
                    e -> e.getKey().toLowerCase(Locale.ROOT), e -> e.getValue().getFirst()));
    Request request =
        new Request(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getPath(),
            query == null ? "" : query,
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
            headers);
    requests.add(request);
    try {
      beforeResponse.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Response response = first.isEmpty() ? response(request) : first.removeFirst();
    byte[] body = JSON.writeValueAsBytes(response.body());
    exchange
        .getResponseHeaders()
        .set(
            "Content-Type",
            response.status() < 300 ? "application/json" : "application/problem+json");
    response.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(response.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private Response response(Request request) {
    if (!("Bearer " + KEY).equals(request.headers().get("authorization"))) {
      return problem(401, "unknown key");
    }
    if (!request.method().equals("GET")) {
      return write;
    }
    String[] path = request.path().split("/");
    if (path.length == 4) {
      return new Response(200, list(parameters(request.query())), Map.of());
    }
    Deque<ObjectNode> snapshots = environments.get(path[4]);
    if (snapshots == null) {
      return problem(404, "There is no environment " + path[4] + ".");
    }
    if (path.length == 5) {
      return new Response(
          200, snapshots.size() > 1 ? snapshots.removeFirst() : snapshots.getFirst(), Map.of());
    }
    return new Response(
        200,
        timeline(
            (path[5].equals("logs") ? logs : events).getOrDefault(path[4], List.of()),
            parameters(request.query())),
        Map.of());
  }

  private ObjectNode list(Map<String, String> parameters) {
    List<ObjectNode> found =
        environments.values().stream()
            .map(Deque::getFirst)
            .filter(e -> matches(e, parameters, "name"))
            .filter(e -> matches(e, parameters, "status"))
            .collect(Collectors.toCollection(ArrayList::new));
    int from = Integer.parseInt(parameters.getOrDefault("cursor", "0"));
    int to = Math.min(found.size(), from + Integer.parseInt(parameters.get("limit")));
    ObjectNode page = JSON.createObjectNode();
    page.putArray("items").addAll(found.subList(from, to));
    page.put("next_cursor", to < found.size() ? Integer.toString(to) : null);
    return page;
  }

  private static boolean matches(ObjectNode node, Map<String, String> parameters, String name) {
    return !parameters.containsKey(name)
        || node.path(name).stringValue().equals(parameters.get(name));
  }

  /** Returns pages of two items, so that every reader has to follow cursors. */
  private static ObjectNode timeline(List<ObjectNode> items, Map<String, String> parameters) {
    int after = Integer.parseInt(parameters.getOrDefault("cursor", "0"));
    int to = Math.min(items.size(), after + 2);
    ObjectNode page = JSON.createObjectNode();
    page.putArray("items").addAll(items.subList(Math.min(after, to), to));
    page.put("next_cursor", to < items.size() ? Integer.toString(to) : null);
    return page;
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String part : query.split("&")) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parameters.put(
            part.substring(0, equals),
            URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return parameters;
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
