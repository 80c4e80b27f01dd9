package io.beta9.provisioning.metaconfig.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionsTest {
  @Test
  void suggests_only_similar_candidates() {
    List<String> words = List.of("small", "medium", "large");

    assertThat(Suggestions.nearest("smal", words)).contains("small");
    assertThat(Suggestions.nearest("MEDIUM", words)).contains("medium");
    assertThat(Suggestions.nearest("huge", words)).isEmpty();
    assertThat(Suggestions.nearest("", words)).isEmpty();
    assertThat(Suggestions.nearest("x".repeat(100_000), words)).isEmpty();
  }

  @Test
  void suggests_a_candidate_if_at_most_a_third_of_its_letters_differ() {
    assertThat(Suggestions.nearest("abcdXY", List.of("abcdef"))).contains("abcdef");
    assertThat(Suggestions.nearest("abcXYZ", List.of("abcdef"))).isEmpty();
    assertThat(Suggestions.nearest("aX", List.of("ab"))).contains("ab");
    assertThat(Suggestions.nearest("XY", List.of("ab"))).isEmpty();
  }

  @Test
  void suggests_the_most_similar_candidate() {
    assertThat(Suggestions.nearest("medial", List.of("medium", "medical"))).contains("medical");
  }
}
