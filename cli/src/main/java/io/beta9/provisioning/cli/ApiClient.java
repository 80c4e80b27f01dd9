package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The API over HTTP. A refusal is a {@link CommandException} with the exit code that it means; a
 * service that cannot be reached or says 503 is asked again a few times, which is safe because
 * every POST carries an idempotency key.
 */
public final class ApiClient implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
  private static final int ATTEMPTS = 4;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final int LARGEST_PAGE = 200;
  private static final String ENVIRONMENTS = "/api/v1/environments";

  /** So that what is read after a write is not older than it, whichever process answers. */
  private static final String POSITION = "X-Database-Position";

  private final ApiSettings settings;
  private final PollPause pause;
  private volatile String position = "";
  private @Nullable String reason;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();

  public ApiClient(ApiSettings settings) {
    this(settings, PollPause.REAL);
  }

  ApiClient(ApiSettings settings, PollPause pause) {
    this.settings = settings;
    this.pause = pause;
  }

  /** Gives this as the reason for whatever is asked from now on; null: none. */
  ApiClient because(@Nullable String why) {
    this.reason = why;
    return this;
  }

  /** Posts a meta-config; answers the environment that is queued. */
  public JsonNode create(byte[] metaConfig, String contentType) {
    return send(
        HttpRequest.newBuilder(uri(ENVIRONMENTS))
            .header("Content-Type", contentType)
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .POST(HttpRequest.BodyPublishers.ofByteArray(metaConfig)));
  }

  public JsonNode environment(String id) {
    return send(HttpRequest.newBuilder(of(id)));
  }

  public JsonNode retry(String id) {
    return send(
        HttpRequest.newBuilder(uri(ENVIRONMENTS + "/" + encoded(id) + "/retry"))
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .POST(HttpRequest.BodyPublishers.noBody()));
  }

  public JsonNode cancel(String id) {
    return send(
        HttpRequest.newBuilder(uri(ENVIRONMENTS + "/" + encoded(id) + "/cancel"))
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .POST(HttpRequest.BodyPublishers.noBody()));
  }

  public JsonNode destroy(String id) {
    return send(HttpRequest.newBuilder(of(id)).DELETE());
  }

  /** The newest environments that match, as many as wanted if there are so many. */
  public List<JsonNode> environments(Map<String, String> filter, int wanted) {
    List<JsonNode> found = new ArrayList<>();
    String cursor = "";
    do {
      String query = query(filter, Math.min(LARGEST_PAGE, wanted - found.size()), cursor);
      JsonNode page = send(HttpRequest.newBuilder(uri(ENVIRONMENTS + "?" + query)));
      page.path("items").forEach(found::add);
      cursor = ApiReply.text(page, "next_cursor");
    } while (!cursor.isEmpty() && found.size() < wanted);
    return found.size() > wanted ? found.subList(0, wanted) : found;
  }

  /** The events of an environment with numbers above {@code after}, one page of them. */
  public List<JsonNode> events(String id, long after) {
    return timeline(id, "events", after);
  }

  /** The log lines of an environment with numbers above {@code after}, one page of them. */
  public List<JsonNode> logs(String id, long after) {
    return timeline(id, "logs", after);
  }

  /** What the installation as a whole says of itself, for example at {@code /queue}. */
  JsonNode get(String path, Map<String, String> query) {
    String parameters =
        query.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
            .collect(Collectors.joining("&"));
    return send(
        HttpRequest.newBuilder(
            uri("/api/v1" + path + (parameters.isEmpty() ? "" : "?" + parameters))));
  }

  /** An order without a body, for example at {@code /workers/w-1/drain}. */
  JsonNode post(String path) {
    return send(
        HttpRequest.newBuilder(uri("/api/v1" + path))
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .POST(HttpRequest.BodyPublishers.noBody()));
  }

  /** An order with a body. */
  JsonNode post(String path, Map<String, String> query, byte[] body, String contentType) {
    String parameters =
        query.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
            .collect(Collectors.joining("&"));
    return send(
        HttpRequest.newBuilder(
                uri("/api/v1" + path + (parameters.isEmpty() ? "" : "?" + parameters)))
            .header("Content-Type", contentType)
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  /** The same, as JSON. */
  JsonNode post(String path, JsonNode body) {
    return send(
        HttpRequest.newBuilder(uri("/api/v1" + path))
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(
                    JsonMapper.shared().writeValueAsBytes(body))));
  }

  private List<JsonNode> timeline(String id, String kind, long after) {
    String query = query(Map.of(), LARGEST_PAGE, after == 0 ? "" : Long.toString(after));
    JsonNode page =
        send(
            HttpRequest.newBuilder(
                uri(ENVIRONMENTS + "/" + encoded(id) + "/" + kind + "?" + query)));
    List<JsonNode> items = new ArrayList<>();
    page.path("items").forEach(items::add);
    return items;
  }

  private JsonNode send(HttpRequest.Builder builder) {
    builder.timeout(REQUEST_TIMEOUT).header("Accept", "application/json");
    if (!settings.key().isEmpty()) {
      builder.header("Authorization", "Bearer " + settings.key());
    }
    if (reason != null) {
      builder.header("X-Reason", encoded(reason));
    }
    if (!position.isEmpty()) {
      builder.header(POSITION, position);
    }
    HttpRequest request = builder.build();
    for (int attempt = 1; ; attempt++) {
      Duration wait = Duration.ofMillis(250L << attempt);
      try {
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        response.headers().firstValue(POSITION).ifPresent(after -> position = after);
        if (response.statusCode() != 503 || attempt == ATTEMPTS) {
          return ApiResponse.read(response, settings);
        }
        wait = retryAfter(response, wait);
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw new CommandException(
              ExitCode.FAILED,
              "the API at " + settings.url() + " cannot be reached (" + reason(e) + ")",
              List.of(
                  "Is it running? './provisioner demo' or './provisioner api' starts it;"
                      + " PROVISIONER_URL says where it is."));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandException(ExitCode.FAILED, "interrupted");
      }
      pause.of(wait);
    }
  }

  private static Duration retryAfter(HttpResponse<?> response, Duration fallback) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("[0-9]{1,6}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)))
        .map(asked -> asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked)
        .orElse(fallback);
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static String query(Map<String, String> filter, int limit, String cursor) {
    List<String> parts =
        filter.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
            .collect(Collectors.toCollection(ArrayList::new));
    parts.add("limit=" + limit);
    if (!cursor.isEmpty()) {
      parts.add("cursor=" + encoded(cursor));
    }
    return String.join("&", parts);
  }

  private URI of(String id) {
    return uri(ENVIRONMENTS + "/" + encoded(id));
  }

  private URI uri(String path) {
    return URI.create(settings.url() + path);
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  /** What came back: a tree, or the problem that it tells of. */
  private static final class ApiResponse {
    static JsonNode read(HttpResponse<byte[]> response, ApiSettings settings) {
      JsonNode body = parsed(response.body());
      int status = response.statusCode();
      if (status < 300 && body.isObject()) {
        return body;
      }
      if (status < 300) {
        throw new CommandException(
            ExitCode.FAILED, settings.url() + " is not the API: it answered with no JSON");
      }
      if (status == 401) {
        throw new CommandException(
            ExitCode.FAILED,
            settings.key().isEmpty()
                ? "the API wants a key, and none is set"
                : "the API does not know this key",
            List.of(
                "Set PROVISIONER_KEY; './provisioner admin keys create' makes one, and the demo"
                    + " writes its own into "
                    + ApiSettings.FILE
                    + "."));
      }
      String detail = ApiReply.text(body, "detail");
      String title = ApiReply.text(body, "title");
      List<String> errors = new ArrayList<>();
      for (JsonNode error : body.path("errors")) {
        errors.add(ApiReply.text(error, "path") + ": " + ApiReply.text(error, "message"));
      }
      // A single wrong field is the detail already.
      if (errors.size() == 1 && errors.getFirst().equals(detail)) {
        errors.clear();
      }
      String message =
          !detail.isEmpty() ? detail : !title.isEmpty() ? title : "the API answered " + status;
      throw new CommandException(ExitCode.of(status), message, errors);
    }

    private static JsonNode parsed(byte[] body) {
      try {
        return JsonMapper.shared().readTree(body);
      } catch (JacksonException e) {
        return JsonMapper.shared().createObjectNode().missingNode();
      }
    }
  }
}
