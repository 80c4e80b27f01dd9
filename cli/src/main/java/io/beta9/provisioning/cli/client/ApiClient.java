package io.beta9.provisioning.cli.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import io.beta9.provisioning.apimodel.environment.EnvironmentSummary;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The API over HTTP. An error response is thrown as a {@link CommandException} with the matching
 * exit code. A request is repeated a few times if the service is unreachable or answers 503; that
 * is safe because every POST carries an idempotency key.
 */
public final class ApiClient implements AutoCloseable {
  private static final int MAX_PAGE_SIZE = 200;
  private static final String EVENT_STREAM = "text/event-stream";
  public static final String ENVIRONMENTS = "/environments";

  private final ApiConnection connection;
  private final ApiErrors errors;

  public ApiClient(ApiSettings settings) {
    this(settings, Sleeper.REAL, notice -> {});
  }

  /**
   * @param notices receives a line when a request takes long or is repeated
   */
  public ApiClient(ApiSettings settings, Sleeper sleeper, Consumer<String> notices) {
    this(settings, sleeper, notices, Optional.empty());
  }

  /**
   * @param notices receives a line when a request takes long or is repeated
   * @param tls what HTTPS connections trust; empty for the authorities of the JDK
   */
  public ApiClient(
      ApiSettings settings, Sleeper sleeper, Consumer<String> notices, Optional<SSLContext> tls) {
    this.connection = new ApiConnection(settings, sleeper, notices, tls);
    this.errors = new ApiErrors(settings);
  }

  /** Sends the reason with all following requests; null for none. */
  public ApiClient withReason(@Nullable String text) {
    connection.setReason(text);
    return this;
  }

  /** Sends all following requests for this tenant; null for the tenant of the key. */
  public ApiClient forTenant(@Nullable String name) {
    connection.setTenant(name);
    return this;
  }

  /** Creates an environment from a meta-config and returns it, queued. */
  public ApiReply<EnvironmentView> create(byte[] metaConfig, String contentType) {
    return post(ENVIRONMENTS, Map.of(), metaConfig, contentType, EnvironmentView.class);
  }

  public ApiReply<EnvironmentView> environment(String id) {
    return get(environmentPath(id, ""), Map.of(), EnvironmentView.class);
  }

  public ApiReply<EnvironmentView> retry(String id) {
    return post(environmentPath(id, "/retry"), Map.of(), null, EnvironmentView.class);
  }

  public ApiReply<EnvironmentView> cancel(String id) {
    return post(environmentPath(id, "/cancel"), Map.of(), null, EnvironmentView.class);
  }

  public ApiReply<EnvironmentView> destroy(String id) {
    return destroy(id, false);
  }

  /**
   * Queues the destruction of an environment.
   *
   * @param finalSnapshot whether a snapshot of the database is kept
   */
  public ApiReply<EnvironmentView> destroy(String id, boolean finalSnapshot) {
    Map<String, String> query = finalSnapshot ? Map.of("final_snapshot", "true") : Map.of();
    return reply(
        connection.send(connection.to(environmentPath(id, ""), query).DELETE()),
        EnvironmentView.class);
  }

  /**
   * Returns the newest environments that match.
   *
   * @param filter query parameters, such as {@code status}
   * @param limit maximum number of environments
   */
  public List<ApiReply<EnvironmentSummary>> environments(Map<String, String> filter, int limit) {
    return list(ENVIRONMENTS, filter, limit, EnvironmentSummary.class);
  }

  /** Returns a page of the items with numbers greater than {@code after}. */
  public <T> List<ApiReply<T>> page(String id, Timeline<T> timeline, long after) {
    return items(environmentPath(id, timeline.suffix()), timelineQuery(after), timeline.type());
  }

  /**
   * Opens a stream of the items with numbers greater than {@code after}.
   *
   * @return empty if the API does not answer with a stream
   */
  Optional<ServerSentItems> stream(String id, Timeline<?> timeline, long after) {
    Map<String, String> query = after > 0 ? Map.of("cursor", Long.toString(after)) : Map.of();
    try {
      HttpResponse<InputStream> response =
          connection.open(
              connection.to(environmentPath(id, timeline.suffix()), query), EVENT_STREAM);
      if (response.statusCode() == 200
          && response.headers().firstValue("Content-Type").orElse("").startsWith(EVENT_STREAM)) {
        return Optional.of(new ServerSentItems(response.body()));
      }
      response.body().close();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads a response of any length line by line.
   *
   * @param path below {@code /api/v1}
   * @throws CommandException also if the response ends early
   */
  public void lines(String path, Consumer<String> line) {
    read(
        path,
        "application/jsonl",
        body -> {
          BufferedReader reader =
              new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
          for (String next = reader.readLine(); next != null; next = reader.readLine()) {
            line.accept(next);
          }
        });
  }

  /**
   * Writes the body of a response of any length.
   *
   * @param path below {@code /api/v1}
   * @throws CommandException also if the response ends early
   * @throws UncheckedIOException if it cannot be written
   */
  public void download(String path, String contentType, OutputStream out) {
    read(
        path,
        contentType,
        body -> {
          byte[] buffer = new byte[64 * 1024];
          for (int length = body.read(buffer); length >= 0; length = body.read(buffer)) {
            write(out, buffer, length);
          }
        });
  }

  @FunctionalInterface
  private interface BodyReader {
    void read(InputStream body) throws IOException;
  }

  private void read(String path, String contentType, BodyReader reader) {
    try {
      HttpResponse<InputStream> response =
          connection.open(connection.to(path, Map.of()), contentType + ", application/json");
      try (InputStream body = response.body()) {
        if (response.statusCode() != 200) {
          throw errors.problem(response.statusCode(), body.readAllBytes());
        }
        reader.read(body);
      }
    } catch (IOException e) {
      throw errors.unreachable(e);
    }
  }

  private static void write(OutputStream out, byte[] buffer, int length) {
    try {
      out.write(buffer, 0, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the path of something below an environment, for example {@code /diagnosis}. */
  public static String environmentPath(String id, String suffix) {
    return ENVIRONMENTS + "/" + encode(id) + suffix;
  }

  /**
   * Reads a resource.
   *
   * @param path below {@code /api/v1}, for example {@code /queue}
   */
  public <T> ApiReply<T> get(String path, Map<String, String> query, Class<T> type) {
    return reply(connection.send(connection.to(path, query)), type);
  }

  /** Follows the cursors of a list until {@code limit} items are read or the list ends. */
  public <T> List<ApiReply<T>> list(
      String path, Map<String, String> filter, int limit, Class<T> type) {
    List<ApiReply<T>> found = new ArrayList<>();
    Map<String, String> query = new LinkedHashMap<>(filter);
    String cursor;
    do {
      query.put("limit", Integer.toString(Math.min(MAX_PAGE_SIZE, limit - found.size())));
      JsonElement page = connection.send(connection.to(path, query));
      found.addAll(items(page, type));
      cursor = nextCursor(page);
      query.put("cursor", cursor);
    } while (!cursor.isEmpty() && found.size() < limit);
    return found.size() > limit ? found.subList(0, limit) : found;
  }

  /**
   * Sends a POST with a JSON body.
   *
   * @param body a record; null for an empty body
   */
  public <T> ApiReply<T> post(
      String path, Map<String, String> query, @Nullable Object body, Class<T> type) {
    byte[] bytes =
        body == null
            ? new byte[0]
            : Json.compact(Json.toTree(body)).getBytes(StandardCharsets.UTF_8);
    return post(path, query, bytes, "application/json", type);
  }

  /** Sends a POST with a body of any type. */
  public <T> ApiReply<T> post(
      String path, Map<String, String> query, byte[] body, String contentType, Class<T> type) {
    return reply(
        connection.send(
            connection
                .to(path, query)
                .header("Content-Type", contentType)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))),
        type);
  }

  /** Sends a PATCH with a JSON body. */
  public <T> ApiReply<T> patch(String path, Object body, Class<T> type) {
    byte[] bytes = Json.compact(Json.toTree(body)).getBytes(StandardCharsets.UTF_8);
    return reply(
        connection.send(
            connection
                .to(path, Map.of())
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(bytes))),
        type);
  }

  public <T> ApiReply<T> delete(String path, Class<T> type) {
    return reply(connection.send(connection.to(path, Map.of()).DELETE()), type);
  }

  private static Map<String, String> timelineQuery(long after) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("limit", Integer.toString(MAX_PAGE_SIZE));
    if (after > 0) {
      query.put("cursor", Long.toString(after));
    }
    return query;
  }

  private <T> List<ApiReply<T>> items(String path, Map<String, String> query, Class<T> type) {
    return items(connection.send(connection.to(path, query)), type);
  }

  private <T> List<ApiReply<T>> items(JsonElement page, Class<T> type) {
    List<ApiReply<T>> replies = new ArrayList<>();
    JsonElement items = page.getAsJsonObject().get("items");
    if (items != null && items.isJsonArray()) {
      items.getAsJsonArray().forEach(item -> replies.add(reply(item, type)));
    }
    return replies;
  }

  private static String nextCursor(JsonElement page) {
    JsonElement cursor = page.getAsJsonObject().get("next_cursor");
    return cursor == null || cursor.isJsonNull() ? "" : cursor.getAsString();
  }

  <T> ApiReply<T> reply(JsonElement json, Class<T> type) {
    try {
      return new ApiReply<>(Json.read(json, type), json);
    } catch (JsonParseException e) {
      throw errors.notUnderstood(e);
    }
  }

  /** Encodes a text for a path segment or a query parameter. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    connection.close();
  }
}
