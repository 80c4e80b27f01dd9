package io.beta9.provisioning.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks GitHub which releases there are. */
final class GitHubReleases implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Pattern NUMBERS = Pattern.compile("\\d+(?:\\.\\d+)+");
  private static final Pattern BEFORE_RELEASE =
      Pattern.compile("(?i)alpha|beta\\d|-beta|-rc|-m\\d|preview|snapshot");

  private final URI api;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  /**
   * @param api the base of its API
   */
  GitHubReleases(URI api) {
    this.api = api;
  }

  /** It could not be asked; the message says why. */
  static final class UnknownException extends Exception {
    UnknownException(String message) {
      super(message);
    }
  }

  /**
   * The highest release that is not a preview.
   *
   * @param tags how its tags begin; null: anyhow
   */
  String latest(String repository, @Nullable String tags) throws UnknownException {
    List<String> versions = new ArrayList<>();
    for (JsonNode release : ask(repository)) {
      String tag = release.path("tag_name").asString("");
      boolean preview =
          release.path("prerelease").asBoolean(false)
              || release.path("draft").asBoolean(false)
              || BEFORE_RELEASE.matcher(tag).find();
      if (!preview && (tags == null || tag.startsWith(tags))) {
        numbers(tag).ifPresent(versions::add);
      }
    }
    return versions.stream()
        .max(ORDER)
        .orElseThrow(() -> new UnknownException(repository + " names no release"));
  }

  private JsonNode ask(String repository) throws UnknownException {
    HttpRequest request =
        HttpRequest.newBuilder(api.resolve("/repos/" + repository + "/releases?per_page=50"))
            .header("Accept", "application/vnd.github+json")
            .timeout(PATIENCE)
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new UnknownException(api.getHost() + " answered " + answer.statusCode());
      }
      return JsonMapper.shared().readTree(answer.body());
    } catch (IOException e) {
      throw new UnknownException(api.getHost() + " cannot be reached from here");
    } catch (JacksonException e) {
      throw new UnknownException(api.getHost() + " answered something else than JSON");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnknownException("interrupted");
    }
  }

  /** Whether a version is lower than another, number by number. */
  static boolean isBehind(String version, String latest) {
    return numbers(version).map(own -> ORDER.compare(own, latest) < 0).orElse(false);
  }

  private static java.util.Optional<String> numbers(String text) {
    Matcher matcher = NUMBERS.matcher(text);
    return matcher.find() ? java.util.Optional.of(matcher.group()) : java.util.Optional.empty();
  }

  private static final Comparator<String> ORDER =
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

  @Override
  public void close() {
    http.close();
  }
}
