package io.beta9.provisioning.terraform.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JournalIdsTest {
  private final JournalIds ids = new JournalIds();

  @Test
  void returns_the_latest_id() {
    ids.add("aws_vpc.this", "create", "vpc-1");
    ids.add("aws_vpc.this", "delete", "vpc-1");
    ids.add("aws_vpc.this", "create", "vpc-2");

    assertThat(ids.of("aws_vpc.this")).contains("vpc-2");
  }

  @Test
  void forgets_a_deleted_resource() {
    ids.add("aws_vpc.this", "create", "vpc-1");
    ids.add("aws_vpc.this", "delete", "vpc-1");

    assertThat(ids.of("aws_vpc.this")).isEmpty();
  }

  @Test
  void keeps_the_id_if_a_completion_has_none() {
    ids.add("aws_vpc.this", "create", "vpc-1");
    ids.add("aws_vpc.this", "update", null);

    assertThat(ids.of("aws_vpc.this")).contains("vpc-1");
  }
}
