package io.beta9.provisioning.cli.versions;

import com.google.gson.JsonElement;
import io.beta9.provisioning.cli.client.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A dependency with a pinned version. {@code versions.json} lists all of them; a test compares it
 * with the files that pin them.
 *
 * @param digest of an image: the digest that belongs to the version, which the chart pins next to
 *     its tag; null if it is not known yet, and for everything else
 * @param pinnedIn the file that pins it, relative to the root of the repository
 * @param as the text in that file, with {@code %s} in place of the version
 * @param atLeast whether newer versions are supported, too
 * @param repository GitHub repository of its releases; null if there is none
 * @param tags prefix of the tags of its releases; null if the repository has only one product
 */
record PinnedVersion(
    String name,
    String version,
    @Nullable String digest,
    String pinnedIn,
    String as,
    @Nullable Boolean atLeast,
    @Nullable String repository,
    @Nullable String tags) {

  boolean isImage() {
    return name.startsWith("image ");
  }

  boolean supportsNewer() {
    return Boolean.TRUE.equals(atLeast);
  }

  /** Returns all pinned versions. */
  static List<PinnedVersion> all() {
    try (InputStream in =
        Objects.requireNonNull(PinnedVersion.class.getResourceAsStream("/versions.json"))) {
      JsonElement document =
          Json.parse(in.readAllBytes())
              .orElseThrow(() -> new IllegalStateException("versions.json is not JSON"));
      List<PinnedVersion> versions = new ArrayList<>();
      for (JsonElement item : document.getAsJsonArray()) {
        versions.add(Json.readOwn(item, PinnedVersion.class));
      }
      return versions;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
