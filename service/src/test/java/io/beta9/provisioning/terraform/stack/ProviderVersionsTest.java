package io.beta9.provisioning.terraform.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The module is valid with both major versions of the AWS provider that its constraint allows.
 * {@code terraform validate} checks it with the version of the lock file (ModuleTest); this test
 * compares it with the arguments and attributes of version 6, which {@code aws-provider-6.json}
 * lists for the types of the module.
 */
class ProviderVersionsTest {
  private static final JsonNode SCHEMA = schema();

  @Test
  void allows_both_major_versions_and_pins_the_tested_one() {
    assertThat(file("versions.tf")).contains("version = \">= 5.100.0, < 7.0.0\"");
    assertThat(file(".terraform.lock.hcl"))
        .contains("version     = \"5.100.0\"", "constraints = \">= 5.100.0, < 7.0.0\"");
  }

  @Test
  void sets_only_arguments_that_version_6_has() {
    String module = text();
    List<ModuleArguments.Argument> arguments = ModuleArguments.of(module);

    assertThat(arguments)
        .hasSizeGreaterThan(200)
        .map(Object::toString)
        .contains(
            "aws_eip.domain",
            "aws_eks_cluster.encryption_config.provider.key_arn",
            "aws_launch_template.block_device_mappings.ebs.encrypted",
            "aws_launch_template.tag_specifications.resource_type",
            "data.aws_secretsmanager_secret_version.secret_id");
    assertThat(unknown(module)).isEmpty();
  }

  @Test
  void reads_only_attributes_that_version_6_has() {
    Set<String> known = new HashSet<>();
    SCHEMA
        .path("types")
        .properties()
        .forEach(
            type -> {
              type.getValue().path("arguments").forEach(it -> known.add(name(type.getKey(), it)));
              type.getValue().path("computed").forEach(it -> known.add(name(type.getKey(), it)));
            });

    assertThat(ModuleArguments.references(text()))
        .contains("aws_eks_cluster.identity", "aws_db_instance.address")
        .isSubsetOf(known);
  }

  /** What the upgrade guide of version 6 removes from types that the module uses. */
  @ParameterizedTest
  @CsvSource({
    "aws_eip, vpc, true",
    "aws_eks_addon, resolve_conflicts, '\"OVERWRITE\"'",
    "aws_flow_log, log_group_name, '\"logs\"'",
    "aws_launch_template, elastic_gpu_specifications, []",
    "aws_launch_template, elastic_inference_accelerator, []",
  })
  void recognizes_an_argument_that_version_6_removes(String type, String argument, String value) {
    assertThat(
            unknown(
                """
                resource "%s" "this" {
                  %s = %s
                }
                """
                    .formatted(type, argument, value)))
        .containsExactly(type + "." + argument);
  }

  @Test
  void recognizes_a_removed_argument_in_a_nested_block() {
    assertThat(
            unknown(
                """
                resource "aws_launch_template" "this" {
                  for_each = toset(["a"]) # not an argument of the type

                  dynamic "block_device_mappings" {
                    for_each = toset(["b"])
                    content {
                      ebs {
                        volume_size = 1
                        removed = {
                          volume_size = 1
                        }
                      }
                    }
                  }
                }
                """))
        .containsExactly("aws_launch_template.block_device_mappings.ebs.removed");
  }

  /** Version 6 has no default for it and requires it together with {@code auth_token}. */
  @Test
  void sets_the_update_strategy_of_the_redis_token() {
    assertThat(file("redis.tf")).containsPattern("auth_token_update_strategy += \"ROTATE\"");
  }

  private static List<String> unknown(String hcl) {
    List<String> unknown = new ArrayList<>();
    for (ModuleArguments.Argument argument : ModuleArguments.of(hcl)) {
      Set<String> known =
          SCHEMA
              .path("types")
              .path(argument.type())
              .path("arguments")
              .valueStream()
              .map(JsonNode::asString)
              .collect(Collectors.toSet());
      if (!known.contains(argument.path())) {
        unknown.add(argument.toString());
      }
    }
    return unknown;
  }

  private static String name(String type, JsonNode attribute) {
    return type + "." + attribute.asString();
  }

  private static String text() {
    StringBuilder text = new StringBuilder();
    ModuleFiles.read().keySet().stream()
        .filter(path -> path.endsWith(".tf"))
        .forEach(path -> text.append(file(path)).append('\n'));
    return text.toString();
  }

  private static String file(String name) {
    return new String(Objects.requireNonNull(ModuleFiles.read().get(name)), StandardCharsets.UTF_8);
  }

  private static JsonNode schema() {
    try (InputStream file =
        Objects.requireNonNull(
            ProviderVersionsTest.class.getResourceAsStream("/terraform/aws-provider-6.json"))) {
      return JsonMapper.shared().readTree(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
