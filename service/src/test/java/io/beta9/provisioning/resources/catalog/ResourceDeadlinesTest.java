package io.beta9.provisioning.resources.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.settings.DurationText;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceDeadlinesTest {
  private static final String DATABASE = "aws_db_instance";

  private static ResourceDeadlines of(String setting) {
    return ResourceDeadlines.of(ResourceCatalog.AWS, DurationText.parseAll(setting));
  }

  @ParameterizedTest
  @CsvSource({
    "aws_db_instance, 30, 80, 30",
    "aws_eks_cluster, 30, 90, 30",
    "aws_eks_node_group, 30, 90, 30",
    "aws_eks_addon, 20, 20, 20",
    "aws_elasticache_replication_group, 30, 40, 30",
    "aws_nat_gateway, 15, 15, 15"
  })
  void takes_the_deadlines_of_the_descriptors(String type, int create, int update, int delete) {
    assertThat(of("").deadline(type, Action.CREATE)).contains(Duration.ofMinutes(create));
    assertThat(of("").deadline(type, Action.REPLACE)).contains(Duration.ofMinutes(create));
    assertThat(of("").deadline(type, Action.UPDATE)).contains(Duration.ofMinutes(update));
    assertThat(of("").deadline(type, Action.DELETE)).contains(Duration.ofMinutes(delete));
  }

  @Test
  void has_no_deadline_for_other_types() {
    assertThat(of("").deadline("aws_vpc", Action.CREATE)).isEmpty();
  }

  @Test
  void replaces_the_deadlines_of_a_type_that_is_set_by_name_or_type() {
    for (String setting : new String[] {"database=1h", "aws_db_instance=60m"}) {
      assertThat(of(setting).deadline(DATABASE, Action.CREATE)).contains(Duration.ofHours(1));
      assertThat(of(setting).deadline(DATABASE, Action.DELETE)).contains(Duration.ofHours(1));
      assertThat(of(setting).deadline(DATABASE, Action.UPDATE)).contains(Duration.ofHours(3));
      assertThat(of(setting).deadline("aws_eks_cluster", Action.CREATE))
          .contains(Duration.ofMinutes(30));
    }
  }

  @Test
  void rejects_an_unknown_name_and_lists_the_known_ones() {
    assertThatThrownBy(() -> of("databse=30m"))
        .hasMessageContaining("'databse' is not a resource type; use one of addon, cluster, data")
        .hasMessageContaining("nat-gateway, nodes, redis");
  }

  @Test
  void names_the_setting_that_is_invalid() {
    assertThatThrownBy(() -> of("databse=30m"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("RESOURCE_DEADLINES: 'databse' ");
  }
}
