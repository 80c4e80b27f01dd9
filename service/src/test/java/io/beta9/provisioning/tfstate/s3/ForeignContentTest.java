package io.beta9.provisioning.tfstate.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.FailureParameter;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForeignContentTest {
  private static final String AWS = "provider[\\\"registry.terraform.io/hashicorp/aws\\\"]";

  private final ForeignContent rules =
      ForeignContent.besides(Set.of("aws_vpc", "aws_subnet"), Set.of("aws_region"));

  private static StateDocument state(String... resources) {
    String json =
        "{\"version\": 4, \"serial\": 1, \"lineage\": \"l\", \"resources\": ["
            + String.join(",", resources)
            + "]}";
    return StateDocument.parse(json.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  private static String resource(String mode, String type, String provider, String rest) {
    return "{\"mode\": \"%s\", \"type\": \"%s\", \"name\": \"x\", \"provider\": \"%s\"%s}"
        .formatted(mode, type, provider, rest);
  }

  @Test
  void accepts_the_resources_and_data_sources_of_the_module_from_either_registry() {
    assertThat(
            rules.find(
                state(
                    resource("managed", "aws_vpc", AWS, ""),
                    resource("data", "aws_region", AWS, ""),
                    resource(
                        "managed",
                        "aws_subnet",
                        "provider[\\\"registry.opentofu.org/hashicorp/aws\\\"]",
                        ""))))
        .isEmpty();
    assertThat(rules.find(state())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "managed, aws_vpc, registry.terraform.io/evil/evil, PROVIDER",
        "managed, aws_vpc, registry.terraform.io/hashicorp/null, PROVIDER",
        "managed, aws_vpc, evil.example/hashicorp/aws, PROVIDER",
        "managed, terraform_data, terraform.io/builtin/terraform, PROVIDER",
        "managed, aws_iam_user, registry.terraform.io/hashicorp/aws, RESOURCE_TYPE",
        "managed, aws_region, registry.terraform.io/hashicorp/aws, RESOURCE_TYPE",
        "data, aws_vpc, registry.terraform.io/hashicorp/aws, DATA_TYPE",
        "data, external, registry.terraform.io/hashicorp/external, PROVIDER",
        "ephemeral, aws_vpc, registry.terraform.io/hashicorp/aws, MODE"
      })
  void names_what_the_module_cannot_have_written(
      String mode, String type, String provider, FailureParameter property) {
    assertThat(
            rules.find(
                state(
                    resource("managed", "aws_vpc", AWS, ""),
                    resource(mode, type, "provider[\\\"" + provider + "\\\"]", ""))))
        .map(ForeignContent.ForeignResource::property)
        .contains(property);
  }

  @Test
  void names_a_resource_in_a_module() {
    assertThat(
            rules.find(state(resource("managed", "aws_vpc", AWS, ", \"module\": \"module.evil\""))))
        .contains(new ForeignContent.ForeignResource(FailureParameter.MODULE, "module.evil"));
  }

  @Test
  void rejects_fields_of_another_kind_and_prints_nothing_of_hostile_ones() {
    assertThat(rules.find(state("{\"mode\": 1, \"type\": [], \"provider\": {}}"))).isPresent();
    assertThat(rules.find(state("7"))).isPresent();
    assertThat(rules.find(state(resource("managed", "\\u001b[2J\\nERROR", AWS, ""))))
        .contains(
            new ForeignContent.ForeignResource(
                FailureParameter.RESOURCE_TYPE, "an unprintable name"));
  }
}
