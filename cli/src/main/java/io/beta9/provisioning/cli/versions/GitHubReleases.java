package io.beta9.provisioning.cli.versions;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.beta9.provisioning.cli.client.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads releases from GitHub. */
final class GitHubReleases implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Pattern NUMBERS = Pattern.compile("\\d+(?:\\.\\d+)+");
  private static final Pattern PREVIEW =
      Pattern.compile("(?i)alpha|beta\\d|-beta|-rc|-m\\d|preview|snapshot");

  /** Compares dotted numbers; a missing number counts as 0. */
  private static final Comparator<String> BY_NUMBERS =
      (a, b) -> {
        String[] left = a.split("\\.", -1);
        String[] right = b.split("\\.", -1);
        for (int i = 0; i < Math.max(left.length, right.length); i++) {
          long one = i < left.length ? Long.parseLong(left[i]) : 0;
          long other = i < right.length ? Long.parseLong(right[i]) : 0;
          if (one != other) {
            return Long.compare(one, other);
          }
        }
        return 0;
      };

  private final URI api;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  /**
   * @param api base URL of GitHub's API
   */
  GitHubReleases(URI api) {
    this.api = api;
  }

  /**
   * Returns the highest version that is not a preview.
   *
   * @param tags prefix of the tags; null for all tags
   * @throws UnknownReleaseException if it cannot be determined
   */
  String latest(String repository, @Nullable String tags) throws UnknownReleaseException {
    List<String> versions = new ArrayList<>();
    for (JsonElement element : request(repository)) {
      JsonObject release = element.getAsJsonObject();
      String tag = release.get("tag_name").getAsString();
      boolean preview =
          isTrue(release, "prerelease") || isTrue(release, "draft") || PREVIEW.matcher(tag).find();
      if (!preview && (tags == null || tag.startsWith(tags))) {
        numbers(tag).ifPresent(versions::add);
      }
    }
    return versions.stream()
        .max(BY_NUMBERS)
        .orElseThrow(() -> new UnknownReleaseException(repository + " has no releases"));
  }

  private static boolean isTrue(JsonObject object, String name) {
    JsonElement value = object.get(name);
    return value != null && value.isJsonPrimitive() && value.getAsBoolean();
  }

  private JsonArray request(String repository) throws UnknownReleaseException {
    HttpRequest request =
        HttpRequest.newBuilder(api.resolve("/repos/" + repository + "/releases?per_page=50"))
            .header("Accept", "application/vnd.github+json")
            .timeout(TIMEOUT)
            .build();
    try {
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new UnknownReleaseException(api.getHost() + " answered " + response.statusCode());
      }
      return Json.parse(response.body())
          .filter(JsonElement::isJsonArray)
          .map(JsonElement::getAsJsonArray)
          .orElseThrow(
              () -> new UnknownReleaseException(api.getHost() + " did not answer with JSON"));
    } catch (IOException e) {
      throw new UnknownReleaseException(api.getHost() + " is not reachable");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnknownReleaseException("interrupted");
    }
  }

  /** Returns whether the version is lower than the latest one. */
  static boolean isOutdated(String version, String latest) {
    return numbers(version).map(own -> BY_NUMBERS.compare(own, latest) < 0).orElse(false);
  }

  private static Optional<String> numbers(String text) {
    Matcher matcher = NUMBERS.matcher(text);
    return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
  }

  @Override
  public void close() {
    http.close();
  }
}
