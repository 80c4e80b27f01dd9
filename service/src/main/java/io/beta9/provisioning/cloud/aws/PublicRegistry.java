package io.beta9.provisioning.cloud.aws;

import io.beta9.provisioning.format.DurationFormat;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lists the tags of public images, as the OCI distribution specification describes ("Listing
 * tags"), with a token that the registry issues without credentials ("Token authentication" of the
 * distribution project). The registry may be unreachable from where this service runs: that is an
 * empty result within seconds.
 */
record PublicRegistry(URI registry) {
  static final URI AMAZON = URI.create("https://public.ecr.aws");

  private static final Logger log = LoggerFactory.getLogger(PublicRegistry.class);
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int MAX_PAGES = 50;
  private static final int MAX_TAGS = 50_000;
  private static final int MAX_BODY_BYTES = 4 * 1024 * 1024;
  private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"([^\"]*)\"");
  private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"?next\"?");

  private static final class RegistryException extends IOException {
    RegistryException(String message) {
      super(message);
    }
  }

  /** Returns the tags of a repository; empty if they cannot be read. */
  Optional<List<String>> tags(String repository) {
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
      return Optional.of(new Listing(http, Instant.now().plus(LIMIT)).tags(repository));
    } catch (IOException | IllegalArgumentException e) {
      log.info("The tags of {} could not be listed at {}: {}", repository, registry, e.toString());
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** One listing: its pages, and the token with which they are read. */
  private final class Listing {
    private final HttpClient http;
    private final Instant end;
    private @Nullable String token;

    Listing(HttpClient http, Instant end) {
      this.http = http;
      this.end = end;
    }

    List<String> tags(String repository) throws IOException, InterruptedException {
      List<String> tags = new ArrayList<>();
      URI page = registry.resolve("/v2/" + repository + "/tags/list?n=1000");
      for (int pages = 0; pages < MAX_PAGES && tags.size() < MAX_TAGS; pages++) {
        HttpResponse<InputStream> response = get(page);
        if (response.statusCode() == 401 && token == null) {
          body(response);
          token = issue(response.headers().firstValue("WWW-Authenticate").orElse(""));
          response = get(page);
        }
        json(page, response).path("tags").forEach(tag -> tags.add(tag.asString("")));
        Matcher next = NEXT.matcher(response.headers().firstValue("Link").orElse(""));
        if (!next.find()) {
          return tags;
        }
        page = sameHost(page.resolve(next.group(1)));
      }
      throw new RegistryException("there are too many tags");
    }

    private String issue(String challenge) throws IOException, InterruptedException {
      URI realm = null;
      List<String> query = new ArrayList<>();
      Matcher parameters = PARAMETER.matcher(challenge);
      while (parameters.find()) {
        if (parameters.group(1).equals("realm")) {
          realm = sameHost(URI.create(parameters.group(2)));
        } else {
          query.add(
              parameters.group(1)
                  + "="
                  + java.net.URLEncoder.encode(
                      parameters.group(2), java.nio.charset.StandardCharsets.UTF_8));
        }
      }
      if (realm == null || !challenge.regionMatches(true, 0, "Bearer ", 0, 7)) {
        throw new RegistryException("the registry demands a sign-in");
      }
      URI issuer = URI.create(realm + "?" + String.join("&", query));
      String issued = json(issuer, get(issuer)).path("token").asString("");
      if (issued.isEmpty()) {
        throw new RegistryException("the registry issued no token");
      }
      return issued;
    }

    /** The registry's answers may lead nowhere else. */
    private URI sameHost(URI address) throws IOException {
      if (!Objects.equals(address.getScheme(), registry.getScheme())
          || !Objects.equals(address.getAuthority(), registry.getAuthority())) {
        throw new RegistryException("the registry refers to another host");
      }
      return address;
    }

    private HttpResponse<InputStream> get(URI address) throws IOException, InterruptedException {
      Duration remaining = Duration.between(Instant.now(), end);
      if (!remaining.isPositive()) {
        throw new RegistryException("no complete answer within " + DurationFormat.words(LIMIT));
      }
      HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(remaining);
      if (token != null) {
        request.header("Authorization", "Bearer " + token);
      }
      return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private static JsonNode json(URI address, HttpResponse<InputStream> response)
        throws IOException {
      byte[] body = body(response);
      if (response.statusCode() != 200) {
        throw new RegistryException(address.getPath() + " answered " + response.statusCode());
      }
      try {
        return JsonMapper.shared().readTree(body);
      } catch (JacksonException e) {
        throw new RegistryException(address.getPath() + " answered no JSON");
      }
    }

    private static byte[] body(HttpResponse<InputStream> response) throws IOException {
      try (InputStream in = response.body()) {
        return in.readNBytes(MAX_BODY_BYTES);
      }
    }
  }
}
