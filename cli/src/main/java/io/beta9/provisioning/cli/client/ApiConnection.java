package io.beta9.provisioning.cli.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.beta9.provisioning.apimodel.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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
 * Sends requests with the caller's key, tenant and reason. A request for JSON is repeated a few
 * times if the service is unreachable or answers 503.
 */
final class ApiConnection implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

  /** A request that takes longer is reported, so that every command responds within a second. */
  private static final Duration NOTICE_AFTER = Duration.ofMillis(800);

  private static final int MAX_ATTEMPTS = 4;
  private static final Duration MAX_PAUSE = Duration.ofSeconds(10);
  private static final String API = "/api/v1";

  /** Sent back so that a read after a write is not answered by a replica that lags behind it. */
  private static final String POSITION = "X-Database-Position";

  private final ApiSettings settings;
  private final Sleeper sleeper;
  private final Consumer<String> notices;
  private final ApiErrors errors;
  private final HttpClient http;
  private volatile String position = "";
  private @Nullable String reason;
  private @Nullable String tenant;

  ApiConnection(
      ApiSettings settings, Sleeper sleeper, Consumer<String> notices, Optional<SSLContext> tls) {
    this.settings = settings;
    this.sleeper = sleeper;
    this.notices = notices;
    this.errors = new ApiErrors(settings);
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT);
    Optional<SSLContext> context =
        settings.isEncrypted() ? tls : Optional.of(TrustedCertificates.none());
    context.ifPresent(client::sslContext);
    this.http = client.build();
  }

  void setReason(@Nullable String text) {
    this.reason = text;
  }

  void setTenant(@Nullable String name) {
    this.tenant = name;
  }

  /** Returns a request for a path below {@code /api/v1}; empty parameters are left out. */
  HttpRequest.Builder to(String path, Map<String, String> query) {
    return HttpRequest.newBuilder(uri(path, query));
  }

  /**
   * Sends a request and returns the object of its response.
   *
   * @throws CommandException if the response is an error or is not JSON
   */
  JsonElement send(HttpRequest.Builder builder) {
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
          throw errors.unreachable(e);
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

  /**
   * Sends a request once, for a response of any length and status. The caller closes its body.
   *
   * @param accept the media types that the caller can read
   */
  HttpResponse<InputStream> open(HttpRequest.Builder builder, String accept) throws IOException {
    try {
      return http.send(request(builder, accept).build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCode.FAILED, "interrupted");
    }
  }

  private HttpRequest.Builder request(HttpRequest.Builder builder, String accept) {
    builder.timeout(REQUEST_TIMEOUT).header("Accept", accept);
    if (!settings.key().isEmpty()) {
      builder.header("Authorization", "Bearer " + settings.key());
    }
    if (reason != null) {
      builder.header("X-Reason", ApiClient.encode(reason));
    }
    if (!position.isEmpty()) {
      builder.header(POSITION, position);
    }
    return builder;
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

  private JsonElement body(HttpResponse<byte[]> response) {
    JsonElement body = Json.parse(response.body()).orElseGet(JsonObject::new);
    int status = response.statusCode();
    if (status < 300) {
      if (!body.isJsonObject() || Json.parse(response.body()).isEmpty()) {
        throw errors.notTheApi();
      }
      return body;
    }
    throw errors.problem(status, response.body());
  }

  private URI uri(String path, Map<String, String> query) {
    Map<String, String> all = new LinkedHashMap<>(query);
    if (tenant != null) {
      all.putIfAbsent("tenant", tenant);
    }
    String parameters =
        all.entrySet().stream()
            .filter(entry -> !entry.getValue().isEmpty())
            .map(entry -> entry.getKey() + "=" + ApiClient.encode(entry.getValue()))
            .collect(Collectors.joining("&"));
    String separator = path.indexOf('?') < 0 ? "?" : "&";
    return URI.create(
        settings.url() + API + path + (parameters.isEmpty() ? "" : separator + parameters));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
