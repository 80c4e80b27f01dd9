package io.beta9.provisioning.terraform.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.event.TerraformEvent.PlannedChange;
import io.beta9.provisioning.terraform.event.TerraformEvent.ResourceRef;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Summaries of plans, resources of a state, and import blocks. */
class PlanValuesTest {
  @ParameterizedTest(name = "{0} to add, {1} to change, {2} to destroy, {3} to import: empty {4}")
  @CsvSource({
    "0, 0, 0, 0, true",
    "1, 0, 0, 0, false",
    "0, 1, 0, 0, false",
    "0, 0, 1, 0, false",
    "0, 0, 0, 1, false"
  })
  void a_plan_is_empty_if_it_does_nothing(
      int add, int change, int destroy, int imported, boolean empty) {
    assertThat(new PlanSummary(add, change, destroy, imported, List.of()).isEmpty())
        .isEqualTo(empty);
  }

  @Test
  void a_summary_collects_the_planned_changes_and_the_totals_of_the_plan_only() {
    PlannedChange change = change(Action.CREATE, "aws_vpc.this", null);
    PlanSummary summary =
        PlanSummary.EMPTY
            .with(change)
            .with(new TerraformEvent.ChangeSummary(Instant.EPOCH, "", "plan", 1, 2, 3, 4))
            .with(new TerraformEvent.ChangeSummary(Instant.EPOCH, "", "apply", 9, 9, 9, 9));
    assertThat(summary.changes()).containsExactly(change);
    assertThat(summary.isEmpty()).isFalse();
    assertThat(List.of(summary.add(), summary.change(), summary.destroy(), summary.imported()))
        .containsExactlyInAnyOrder(1, 2, 3, 4);
  }

  private static PlannedChange change(Action action, String address, String reason) {
    String type = address.substring(0, address.indexOf('.'));
    return new PlannedChange(
        Instant.EPOCH, "", new ResourceRef(address, type), action, reason, false);
  }

  private static Failure rejection(PlannedChange... changes) {
    return new PlanGuard(ResourceCatalog.AWS)
        .checkApply(new PlanSummary(0, 0, 0, 0, List.of(changes)), Set.of())
        .orElseThrow();
  }

  @Test
  void a_rejection_states_the_action_the_number_of_further_losses_and_the_taint() {
    Failure one = rejection(change(Action.DELETE, "aws_db_instance.this", null));
    assertThat(one.parameter(FailureParameter.ACTION)).contains("destroy");
    assertThat(one.parameter(FailureParameter.COUNT)).isEmpty();
    assertThat(one.parameter(FailureParameter.TAINTED)).isEmpty();

    Failure three =
        rejection(
            change(Action.REPLACE, "aws_db_instance.this", "tainted"),
            change(Action.DELETE, "aws_s3_bucket.this", null),
            change(Action.DELETE, "aws_kms_key.this", null));
    assertThat(three.parameter(FailureParameter.ACTION)).contains("replace");
    assertThat(three.parameter(FailureParameter.COUNT)).contains("2");
    assertThat(three.parameter(FailureParameter.TAINTED)).contains("aws_db_instance.this");
  }

  @Test
  void a_resource_of_the_state_is_found_by_its_address() {
    StateResources state =
        StateResources.parse(
            """
            {"serial":7,"lineage":"l","resources":[
              {"mode":"managed","type":"aws_vpc","name":"this","instances":[
                {"attributes":{"id":"vpc-1"}}]},
              {"mode":"managed","type":"aws_eip","name":"this","instances":[
                {"attributes":{"id":"eip-1"}}]}]}
            """);
    assertThat(state.contains("aws_eip.this")).isTrue();
    assertThat(state.contains("aws_eip.other")).isFalse();
    assertThat(state.find("aws_eip.this").orElseThrow().id()).isEqualTo("eip-1");
    assertThat(state.isEmpty()).isFalse();
  }

  @Test
  void writes_import_blocks_with_literal_ids_and_removes_the_file_if_there_are_none(
      @TempDir Path base) throws IOException {
    StackDirectory stack = StackDirectory.at(base, new EnvironmentId("env_0123456789ab"));
    Files.createDirectories(stack.path());
    ImportFile file = new ImportFile(stack);
    Path written = stack.path().resolve(ImportFile.FILE);

    file.write(
        List.of(new ImportBlock("aws_vpc.this", "vpc-1"), new ImportBlock("a.b[0]", "${x}\"")));
    assertThat(written)
        .hasContent(
            """
            import {
              to = aws_vpc.this
              id = "vpc-1"
            }

            import {
              to = a.b[0]
              id = "$${x}\\""
            }
            """);

    file.write(List.of());
    assertThat(written).doesNotExist();
    file.write(List.of(new ImportBlock("aws_vpc.this", "vpc-1")));
    file.remove();
    assertThat(written).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1a.b", "aws_vpc.this }", "a.b[\"${x}\"]", "a.b[x]"})
  void rejects_an_import_of_what_is_not_an_address(String address) {
    assertThatThrownBy(() -> new ImportBlock(address, "id"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rejects_an_import_of_a_blank_id_or_one_of_several_lines() {
    Stream.of("", " ", "a\nb")
        .forEach(
            id ->
                assertThatThrownBy(() -> new ImportBlock("aws_vpc.this", id))
                    .isInstanceOf(IllegalArgumentException.class));
  }
}
