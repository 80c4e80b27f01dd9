package io.beta9.provisioning.metaconfig.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionsTest {
  @Test
  void guessesSlipsOfTheHandOnly() {
    List<String> words = List.of("small", "medium", "large");

    assertThat(Suggestions.nearest("smal", words)).contains("small");
    assertThat(Suggestions.nearest("MEDIUM", words)).contains("medium");
    assertThat(Suggestions.nearest("huge", words)).isEmpty();
    assertThat(Suggestions.nearest("", words)).isEmpty();
    assertThat(Suggestions.nearest("x".repeat(100_000), words)).isEmpty();
  }

  @Test
  void countsAddedDroppedAndChangedLetters() {
    assertThat(Suggestions.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Suggestions.distance("", "abc")).isEqualTo(3);
    assertThat(Suggestions.distance("same", "same")).isZero();
  }
}
