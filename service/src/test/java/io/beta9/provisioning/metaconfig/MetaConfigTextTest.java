package io.beta9.provisioning.metaconfig;

import static io.beta9.provisioning.metaconfig.MetaConfigs.SMALL;
import static io.beta9.provisioning.metaconfig.MetaConfigs.smallWith;
import static io.beta9.provisioning.metaconfig.MetaConfigs.valid;
import static io.beta9.provisioning.metaconfig.MetaConfigs.violations;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
import io.beta9.provisioning.metaconfig.text.BodyFormat;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Syntax errors and size limits of the text of a meta-config. */
class MetaConfigTextTest {
  @Test
  void reports_the_position_of_a_yaml_error() {
    assertThat(violations("name: demo\ncloud:\n  provider: [aws\n  region: x\n"))
        .singleElement()
        .asString()
        .matches("body: is not valid YAML, line \\d, column \\d+: .+");
    assertThat(violations("name: demo\n\tcloud: x\n"))
        .singleElement()
        .asString()
        .startsWith("body: is not valid YAML, line 2, column 1: ");
  }

  @Test
  void reports_the_position_of_a_json_error() {
    assertThat(violations("{\"name\": \"demo\",\n \"cloud\": }"))
        .singleElement()
        .asString()
        .startsWith("body: is not valid JSON, line 2, column ");
    assertThat(violations("{\"name\": \"demo\"} {}"))
        .singleElement()
        .asString()
        .startsWith("body: is not valid JSON");
  }

  @Test
  void rejects_duplicate_fields() {
    assertThat(violations("name: a\ncloud: {}\nname: b\n"))
        .containsExactly("body: is not valid YAML, line 3, column 1: duplicate field 'name'");
    assertThat(violations("{\"name\": \"a\",\n\"name\": \"b\"}"))
        .singleElement()
        .asString()
        .startsWith("body: is not valid JSON, line 2")
        .contains("name");
  }

  @Test
  void rejects_exponential_alias_expansion() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 20; i++) {
      String before = "*a" + (i - 1);
      bomb.append(
          "a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", Collections.nCopies(10, before))));
    }

    assertThat(violations(bomb.toString()))
        .singleElement()
        .asString()
        .matches(
            "body: is not valid YAML, line \\d, column \\d+: more than 10000 values after"
                + " alias expansion");
  }

  @Test
  void rejects_recursive_aliases() {
    assertThat(violations("tags: &a {x: *a}\n"))
        .containsExactly(
            "body: is not valid YAML, line 1, column 14: the anchor of '*a' is undefined or"
                + " incomplete here");
  }

  @Test
  void resolves_aliases() {
    MetaConfig config = valid(smallWith("tags: &all {team: x}\ncluster: {node_labels: *all}\n"));

    assertThat(config.cluster().nodeLabels()).containsEntry("team", "x");
  }

  @Test
  void rejects_bodies_that_are_too_long_empty_or_not_a_mapping() {
    assertThat(violations(SMALL + "#".repeat(256 * 1024)))
        .singleElement()
        .asString()
        .endsWith("bytes long; the maximum is 262,144");
    assertThat(violations("  \n")).containsExactly("body: is empty");
    assertThat(violations("# nothing\n")).containsExactly("body: is empty");
    assertThat(violations("- demo\n"))
        .containsExactly("body: must be a mapping of fields, not a list");
    assertThat(violations("demo"))
        .containsExactly("body: must be a mapping of fields, not the text 'demo'");
  }

  @Test
  void rejects_excessive_nesting() {
    assertThat(violations("x: " + "[".repeat(5000) + "]".repeat(5000)))
        .singleElement()
        .asString()
        .endsWith("nested deeper than 32 levels");
    assertThat(violations("{\"x\": " + "[".repeat(5000) + "]".repeat(5000) + "}"))
        .singleElement()
        .asString()
        .startsWith("body: is not valid JSON");
  }

  @Test
  void rejects_multiple_documents_and_unknown_tags() {
    assertThat(violations("name: a\n---\nname: b\n"))
        .containsExactly(
            "body: is not valid YAML, line 2, column 1: a second document starts here; a"
                + " meta-config is a single document");
    assertThat(violations("name: !secret a\n"))
        .containsExactly(
            "body: is not valid YAML, line 1, column 7: the tag '!secret' is not supported");
  }

  @Test
  void derives_the_format_from_content_type_and_file_name() {
    assertThat(BodyFormat.of("application/json; charset=utf-8")).isEqualTo(BodyFormat.JSON);
    assertThat(BodyFormat.of("application/x-yaml")).isEqualTo(BodyFormat.YAML);
    assertThat(BodyFormat.of("small.yml")).isEqualTo(BodyFormat.YAML);
    assertThat(BodyFormat.of("text/plain")).isEqualTo(BodyFormat.UNKNOWN);
    assertThat(BodyFormat.of(null)).isEqualTo(BodyFormat.UNKNOWN);
  }

  @Test
  void limits_the_number_of_reported_violations() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < 20_000; i++) {
      text.append(i == 0 ? "" : ",").append("\"f").append(i).append("\":1");
    }

    assertThat(violations(text.append('}').toString()))
        .hasSize(101)
        .last()
        .isEqualTo("body: and 19903 more violations");
  }

  @ParameterizedTest
  @EnumSource(BodyFormat.class)
  void never_throws_for_arbitrary_bytes(BodyFormat format) {
    Random random = new Random(42);
    MetaConfigReader reader = new MetaConfigReader(AwsRegions.all());
    byte[] whole =
        (SMALL + "tags: {a: b, c: [1, 2.5, ~, true]}\n").getBytes(StandardCharsets.UTF_8);
    String alphabet = "{}[]:,-?&*!|>'\"%@`#\\ \n\t0aé\u0000\u0085\uFEFF\uD83D\uDE00~.";
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = whole.clone();
      for (int j = random.nextInt(6); j >= 0; j--) {
        int at = random.nextInt(bytes.length);
        bytes[at] =
            random.nextBoolean()
                ? (byte) random.nextInt()
                : (byte) alphabet.charAt(random.nextInt(alphabet.length()));
      }
      assertThat(reader.read(bytes, format)).isNotNull();
    }
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(40); j >= 0; j--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThat(reader.read(text.toString().getBytes(StandardCharsets.UTF_8), format)).isNotNull();
    }
  }
}
