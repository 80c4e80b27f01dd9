package io.beta9.provisioning.cli.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.ProblemDocument;
import io.beta9.provisioning.apimodel.environment.EnvironmentSummary;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * The API over HTTP. An error response is thrown as a {@link CommandException} with the matching
 * exit code. A request is repeated a few times if the service is unreachable or answers 503; that
 * is safe because every POST carries an idempotency key.
 */
public final class ApiClient implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

  /** A request that takes longer is reported, so that every command responds within a second. */
  private static final Duration NOTICE_AFTER = Duration.ofMillis(800);

  private static final int MAX_ATTEMPTS = 4;
  private static final Duration MAX_PAUSE = Duration.ofSeconds(10);
  private static final int MAX_PAGE_SIZE = 200;
  private static final String EVENT_STREAM = "text/event-stream";
  private static final String API = "/api/v1";
  public static final String ENVIRONMENTS = "/environments";

  /** Sent back so that a read after a write is not answered by a replica that lags behind it. */
  private static final String POSITION = "X-Database-Position";

  private final ApiSettings settings;
  private final Sleeper sleeper;
  private final Consumer<String> notices;
  private volatile String position = "";
  private @Nullable String reason;
  private @Nullable String tenant;
  private final HttpClient http;

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
    this.settings = settings;
    this.sleeper = sleeper;
    this.notices = notices;
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT);
    tls.ifPresent(client::sslContext);
    this.http = client.build();
  }

  /** Sends the reason with all following requests; null for none. */
  public ApiClient withReason(@Nullable String text) {
    this.reason = text;
    return this;
  }

  /** Sends all following requests for this tenant; null for the tenant of the key. */
  public ApiClient forTenant(@Nullable String name) {
    this.tenant = name;
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
        send(HttpRequest.newBuilder(uri(environmentPath(id, ""), query)).DELETE()),
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
    HttpRequest request =
        request(
                HttpRequest.newBuilder(
                    uri(
                        environmentPath(id, timeline.suffix()),
                        after > 0 ? Map.of("cursor", Long.toString(after)) : Map.of())),
                EVENT_STREAM)
            .build();
    try {
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() == 200
          && response.headers().firstValue("Content-Type").orElse("").startsWith(EVENT_STREAM)) {
        return Optional.of(new ServerSentItems(response.body()));
      }
      response.body().close();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCode.FAILED, "interrupted");
    }
  }

  /**
   * Reads a response of any length line by line.
   *
   * @param path below {@code /api/v1}
   * @throws CommandException also if the response ends early
   */
  public void lines(String path, Consumer<String> line) {
    HttpRequest request =
        request(HttpRequest.newBuilder(uri(path, Map.of())), "application/jsonl, application/json")
            .build();
    try {
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
        if (response.statusCode() != 200) {
          throw problem(
              response.statusCode(), reader.readAllAsString().getBytes(StandardCharsets.UTF_8));
        }
        for (String next = reader.readLine(); next != null; next = reader.readLine()) {
          line.accept(next);
        }
      }
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCode.FAILED, "interrupted");
    }
  }

  /**
   * Writes the body of a response of any length.
   *
   * @param path below {@code /api/v1}
   * @throws CommandException also if the response ends early
   * @throws UncheckedIOException if it cannot be written
   */
  public void download(String path, String contentType, OutputStream out) {
    HttpRequest request =
        request(HttpRequest.newBuilder(uri(path, Map.of())), contentType + ", application/json")
            .build();
    try {
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() != 200) {
          throw problem(response.statusCode(), body.readAllBytes());
        }
        byte[] buffer = new byte[64 * 1024];
        for (int length = body.read(buffer); length >= 0; length = body.read(buffer)) {
          write(out, buffer, length);
        }
      }
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCode.FAILED, "interrupted");
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
    return reply(send(HttpRequest.newBuilder(uri(path, query))), type);
  }

  /** Follows the cursors of a list until {@code limit} items are read or the list ends. */
  public <T> List<ApiReply<T>> list(
      String path, Map<String, String> filter, int limit, Class<T> type) {
    List<ApiReply<T>> found = new ArrayList<>();
    Map<String, String> query = new LinkedHashMap<>(filter);
    String cursor;
    do {
      query.put("limit", Integer.toString(Math.min(MAX_PAGE_SIZE, limit - found.size())));
      JsonElement page = send(HttpRequest.newBuilder(uri(path, query)));
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
        send(
            HttpRequest.newBuilder(uri(path, query))
                .header("Content-Type", contentType)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))),
        type);
  }

  /** Sends a PATCH with a JSON body. */
  public <T> ApiReply<T> patch(String path, Object body, Class<T> type) {
    byte[] bytes = Json.compact(Json.toTree(body)).getBytes(StandardCharsets.UTF_8);
    return reply(
        send(
            HttpRequest.newBuilder(uri(path, Map.of()))
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(bytes))),
        type);
  }

  public <T> ApiReply<T> delete(String path, Class<T> type) {
    return reply(send(HttpRequest.newBuilder(uri(path, Map.of())).DELETE()), type);
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
    return items(send(HttpRequest.newBuilder(uri(path, query))), type);
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
      throw new CommandException(
          ExitCode.FAILED,
          "the response of " + settings.url() + " is not understood: " + e.getMessage(),
          List.of("The versions of service and CLI may differ."));
    }
  }

  private HttpRequest.Builder request(HttpRequest.Builder builder, String accept) {
    builder.timeout(REQUEST_TIMEOUT).header("Accept", accept);
    if (!settings.key().isEmpty()) {
      builder.header("Authorization", "Bearer " + settings.key());
    }
    if (reason != null) {
      builder.header("X-Reason", encode(reason));
    }
    if (!position.isEmpty()) {
      builder.header(POSITION, position);
    }
    return builder;
  }

  private JsonElement send(HttpRequest.Builder builder) {
    HttpRequest request = request(builder, "application/json").build();
    for (int attempt = 1; ; attempt++) {
      Duration pause = Duration.ofMillis(250L << attempt);
      try {
        HttpResponse<byte[]> response = exchange(request);
        response.headers().firstValue(POSITION).ifPresent(after -> position = after);
        if (response.statusCode() != 503 || attempt == MAX_ATTEMPTS) {
          return body(response);
        }
        pause = retryAfter(response, pause);
        notices.accept(
            "The API is temporarily unavailable; retrying in " + pause.toMillis() / 1000.0 + " s.");
      } catch (IOException e) {
        if (attempt == MAX_ATTEMPTS || e instanceof SSLHandshakeException) {
          throw unreachable(e);
        }
        notices.accept(
            "The API at "
                + settings.url()
                + " is not reachable; retrying in "
                + pause.toMillis() / 1000.0
                + " s.");
      }
      sleeper.sleep(pause);
    }
  }

  private CommandException unreachable(IOException e) {
    return e instanceof SSLHandshakeException
        ? new CommandException(
            ExitCode.FAILED,
            "the certificate of the API at "
                + settings.url()
                + " is not trusted ("
                + message(e)
                + ")",
            List.of(
                "If a private authority signed it, set "
                    + TrustedCertificates.VARIABLE
                    + " to the PEM file with the authority's certificate."))
        : new CommandException(
            ExitCode.FAILED,
            "the API at " + settings.url() + " is not reachable (" + message(e) + ")",
            List.of(
                "Start it with './provisioner demo' or './provisioner api', or set"
                    + " PROVISIONER_URL to its address."));
  }

  /** Sends one request and reports it if the response takes long. */
  private HttpResponse<byte[]> exchange(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> response =
        http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    try {
      try {
        return response.get(NOTICE_AFTER.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        notices.accept("Waiting for the API at " + settings.url() + " ...");
        return response.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      response.cancel(true);
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCode.FAILED, "interrupted");
    }
  }

  private static Duration retryAfter(HttpResponse<?> response, Duration fallback) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("[0-9]{1,6}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)))
        .map(requested -> requested.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : requested)
        .orElse(fallback);
  }

  private static String message(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private JsonElement body(HttpResponse<byte[]> response) {
    JsonElement body = Json.parse(response.body()).orElseGet(JsonObject::new);
    int status = response.statusCode();
    if (status < 300) {
      if (!body.isJsonObject() || Json.parse(response.body()).isEmpty()) {
        throw new CommandException(
            ExitCode.FAILED, settings.url() + " is not the API: the response is not JSON");
      }
      return body;
    }
    throw problem(status, response.body());
  }

  private CommandException problem(int status, byte[] bytes) {
    JsonElement body = Json.parse(bytes).orElseGet(JsonObject::new);
    if (status == 401) {
      return new CommandException(
          ExitCode.FAILED,
          settings.key().isEmpty()
              ? "the API requires a key, and none is set"
              : "the API rejected the key",
          List.of(
              "Run './provisioner login --url "
                  + settings.url()
                  + "', or set PROVISIONER_URL and PROVISIONER_KEY. An operator creates a key with"
                  + " './provisioner admin keys create'; the demo writes its key to "
                  + ApiSettings.FILE
                  + "."));
    }
    return error(status, body);
  }

  private static CommandException error(int status, JsonElement body) {
    ProblemDocument problem;
    try {
      problem = Json.read(body, ProblemDocument.class);
    } catch (JsonParseException e) {
      return new CommandException(ExitCode.of(status), "the API answered " + status);
    }
    List<String> errors =
        problem.errors().stream().map(e -> e.path() + ": " + e.message()).toList();
    // The detail of a single invalid field repeats that field.
    if (errors.size() == 1 && errors.getFirst().equals(problem.detail())) {
      errors = List.of();
    }
    String message =
        problem.detail() != null
            ? problem.detail()
            : problem.title() != null ? problem.title() : "the API answered " + status;
    return new CommandException(
        ExitCode.of(status),
        message,
        status >= 500 && problem.requestId() != null
            ? List.of("Request id, for the log of the service: " + problem.requestId())
            : errors);
  }

  private URI uri(String path, Map<String, String> query) {
    Map<String, String> all = new LinkedHashMap<>(query);
    if (tenant != null) {
      all.putIfAbsent("tenant", tenant);
    }
    String parameters =
        all.entrySet().stream()
            .filter(entry -> !entry.getValue().isEmpty())
            .map(entry -> entry.getKey() + "=" + encode(entry.getValue()))
            .collect(Collectors.joining("&"));
    String separator = path.indexOf('?') < 0 ? "?" : "&";
    return URI.create(
        settings.url() + API + path + (parameters.isEmpty() ? "" : separator + parameters));
  }

  /** Encodes a text for a path segment or a query parameter. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
