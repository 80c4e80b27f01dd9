package io.beta9.provisioning.terraform.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class PlanReaderTest {
  private static final String PLAN =
      """
      {"resource_changes": [
        {"address": "aws_subnet.public[\\"a\\"]", "mode": "managed", "type": "aws_subnet",
         "change": {"actions": ["create"], "before": null,
           "after": {"cidr_block": "10.0.0.0/24", "tags_all": {"Name": "x", "owner": "me"}},
           "after_unknown": {"id": true, "tags_all": {}}}},
        {"address": "aws_route_table.public", "mode": "managed", "type": "aws_route_table",
         "change": {"actions": ["no-op"], "before": {"id": "rtb-1"}, "after": {"id": "rtb-1"}}},
        {"address": "aws_route_table_association.public[\\"a\\"]", "mode": "managed",
         "type": "aws_route_table_association",
         "change": {"actions": ["create"], "before": null, "after": {}, "after_unknown": {}}},
        {"address": "aws_db_instance.this", "mode": "managed", "type": "aws_db_instance",
         "action_reason": "replace_because_tainted",
         "change": {"actions": ["delete", "create"],
           "before": {"identifier": "db", "password": "not-a-secret", "port": 5432},
           "after": {"identifier": "db", "password": "not-a-secret2", "port": 5432},
           "after_unknown": {"arn": true, "tags": {"a": false}, "list": [{"id": true}]}}},
        {"address": "aws_s3_bucket.this", "mode": "managed", "type": "aws_s3_bucket",
         "change": {"actions": ["update"], "importing": {"id": "b"},
           "before": {"bucket": "b", "force_destroy": null},
           "after": {"bucket": "b", "force_destroy": true, "policy": null},
           "after_unknown": {}}},
        {"address": "data.aws_region.this", "mode": "data", "type": "aws_region",
         "change": {"actions": ["read"]}}],
       "configuration": {"root_module": {"resources": [
        {"address": "aws_route_table_association.public", "expressions": {
          "route_table_id": {"references": ["aws_route_table.public.id", "aws_route_table.public"]},
          "subnet_id": {"references": ["aws_subnet.public", "each.key"]}}}]}}}
      """;

  private final List<PlannedResource> plan = PlanReader.of(JsonMapper.shared().readTree(PLAN));

  @Test
  void reads_every_managed_resource_with_its_action() {
    assertThat(plan)
        .extracting(PlannedResource::address, PlannedResource::action)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("aws_subnet.public[\"a\"]", Action.CREATE),
            org.assertj.core.groups.Tuple.tuple("aws_route_table.public", Action.NOOP),
            org.assertj.core.groups.Tuple.tuple(
                "aws_route_table_association.public[\"a\"]", Action.CREATE),
            org.assertj.core.groups.Tuple.tuple("aws_db_instance.this", Action.REPLACE),
            org.assertj.core.groups.Tuple.tuple("aws_s3_bucket.this", Action.UPDATE));
  }

  @Test
  void resolves_a_reference_to_the_instance_with_the_same_key_or_to_the_only_instance() {
    assertThat(plan.get(2).parents())
        .containsEntry("subnet_id", "aws_subnet.public[\"a\"]")
        .containsEntry("route_table_id", "aws_route_table.public");
  }

  @Test
  void names_changed_attributes_including_those_not_known_yet() {
    assertThat(plan.get(3).changed()).containsExactlyInAnyOrder("password", "arn", "list");
    assertThat(plan.get(4).changed()).containsExactly("force_destroy");
    assertThat(plan.get(4).importing()).isTrue();
  }

  @Test
  void keeps_tags_and_names_but_no_possible_secrets() {
    assertThat(plan.getFirst().tags()).containsEntry("Name", "x").containsEntry("owner", "me");
    assertThat(plan.get(3).value("identifier")).contains("db");
    assertThat(plan.get(3).isTainted()).isTrue();
    assertThat(plan.toString()).doesNotContain("not-a-secret");
  }
}
