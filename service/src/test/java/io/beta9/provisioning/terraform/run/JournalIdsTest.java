package io.beta9.provisioning.terraform.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JournalIdsTest {
  private final JournalIds ids = new JournalIds();

  @Test
  void the_newest_word_counts() {
    ids.add("aws_vpc.this", "create", "vpc-1");
    ids.add("aws_vpc.this", "delete", "vpc-1");
    ids.add("aws_vpc.this", "create", "vpc-2");

    assertThat(ids.of("aws_vpc.this")).contains("vpc-2");
  }

  @Test
  void what_was_deleted_is_not_known_any_more() {
    ids.add("aws_vpc.this", "create", "vpc-1");
    ids.add("aws_vpc.this", "delete", "vpc-1");

    assertThat(ids.of("aws_vpc.this")).isEmpty();
  }

  @Test
  void a_completion_without_an_id_says_nothing() {
    ids.add("aws_vpc.this", "create", "vpc-1");
    ids.add("aws_vpc.this", "update", null);

    assertThat(ids.of("aws_vpc.this")).contains("vpc-1");
  }
}
