package io.beta9.provisioning.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * One thing of which a certain version is used. All of them are listed in {@code versions.json}; a
 * test holds the list to the places where the versions really stand.
 *
 * @param pinnedIn the file in which it stands, from the root of the repository
 * @param as how it stands there, with {@code %s} in the version's place
 * @param atLeast whether a newer one does as well
 * @param repository where its releases are published on GitHub; null where they are not
 * @param tags how the tags of its releases begin, where one repository has several
 */
record PinnedVersion(
    String name,
    String version,
    @JsonProperty("pinned_in") String pinnedIn,
    String as,
    @JsonProperty("at_least") @Nullable Boolean atLeast,
    @Nullable String repository,
    @Nullable String tags) {

  boolean newerWillDo() {
    return Boolean.TRUE.equals(atLeast);
  }

  /** All of them. */
  static List<PinnedVersion> all() {
    try (InputStream in =
        Objects.requireNonNull(PinnedVersion.class.getResourceAsStream("/versions.json"))) {
      return JsonMapper.shared().readValue(in, new TypeReference<>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
