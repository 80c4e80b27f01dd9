package io.beta9.provisioning.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShortListTest {
  @Test
  void a_list_that_fits_is_complete() {
    assertThat(ShortList.of(List.of("a", "b"), 2)).containsExactly("a", "b");
  }

  @Test
  void says_how_many_others_there_are() {
    assertThat(ShortList.of(List.of("a", "b", "c"), 2)).containsExactly("a", "b", "1 more");
  }
}
