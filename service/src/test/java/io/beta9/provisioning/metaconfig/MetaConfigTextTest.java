package io.beta9.provisioning.metaconfig;

import static io.beta9.provisioning.metaconfig.MetaConfigs.SMALL;
import static io.beta9.provisioning.metaconfig.MetaConfigs.small;
import static io.beta9.provisioning.metaconfig.MetaConfigs.valid;
import static io.beta9.provisioning.metaconfig.MetaConfigs.wrong;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
import io.beta9.provisioning.metaconfig.text.BodyFormat;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can be wrong with the text before anything is wrong with the meta-config. */
class MetaConfigTextTest {
  @Test
  void saysWhereYamlIsMalformed() {
    assertThat(wrong("name: demo\ncloud:\n  provider: [aws\n  region: x\n"))
        .singleElement()
        .asString()
        .matches("body: is not YAML, line \\d, column \\d+: .+");
    assertThat(wrong("name: demo\n\tcloud: x\n"))
        .singleElement()
        .asString()
        .startsWith("body: is not YAML, line 2, column 1: ");
  }

  @Test
  void saysWhereJsonIsMalformed() {
    assertThat(wrong("{\"name\": \"demo\",\n \"cloud\": }"))
        .singleElement()
        .asString()
        .startsWith("body: is not JSON, line 2, column ");
    assertThat(wrong("{\"name\": \"demo\"} {}"))
        .singleElement()
        .asString()
        .startsWith("body: is not JSON");
  }

  @Test
  void refusesAFieldThatStandsTwice() {
    assertThat(wrong("name: a\ncloud: {}\nname: b\n"))
        .containsExactly(
            "body: is not usable YAML, line 3, column 1: 'name' stands here a second time");
    assertThat(wrong("{\"name\": \"a\",\n\"name\": \"b\"}"))
        .singleElement()
        .asString()
        .startsWith("body: is not JSON, line 2")
        .contains("name");
  }

  @Test
  void refusesAliasesThatExplode() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 20; i++) {
      String before = "*a" + (i - 1);
      bomb.append(
          "a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", Collections.nCopies(10, before))));
    }

    assertThat(wrong(bomb.toString()))
        .singleElement()
        .asString()
        .matches(
            "body: is not usable YAML, line \\d, column \\d+: more than 10000 values, with its"
                + " aliases written out");
  }

  @Test
  void refusesAliasesThatHoldThemselves() {
    assertThat(wrong("tags: &a {x: *a}\n"))
        .containsExactly(
            "body: is not usable YAML, line 1, column 14: '*a' refers to nothing that is complete"
                + " before it");
  }

  @Test
  void understandsHarmlessAliases() {
    MetaConfig config = valid(small("tags: &all {team: x}\ncluster: {node_labels: *all}\n"));

    assertThat(config.cluster().nodeLabels()).containsEntry("team", "x");
  }

  @Test
  void refusesBodiesThatAreTooLongOrNone() {
    assertThat(wrong(SMALL + "#".repeat(256 * 1024)))
        .singleElement()
        .asString()
        .endsWith("bytes long; at most 262,144 are read");
    assertThat(wrong("  \n")).containsExactly("body: is empty");
    assertThat(wrong("# nothing\n")).containsExactly("body: is empty");
    assertThat(wrong("- demo\n")).containsExactly("body: must be a mapping of fields, is a list");
    assertThat(wrong("demo"))
        .containsExactly("body: must be a mapping of fields, is the text 'demo'");
  }

  @Test
  void refusesWhatIsNestedTooDeep() {
    assertThat(wrong("x: " + "[".repeat(5000) + "]".repeat(5000)))
        .singleElement()
        .asString()
        .endsWith("nested deeper than 32 levels");
    assertThat(wrong("{\"x\": " + "[".repeat(5000) + "]".repeat(5000) + "}"))
        .singleElement()
        .asString()
        .startsWith("body: is not JSON");
  }

  @Test
  void refusesSecondDocumentsAndTags() {
    assertThat(wrong("name: a\n---\nname: b\n"))
        .containsExactly(
            "body: is not usable YAML, line 2, column 1: a second document begins; one meta-config"
                + " is one document");
    assertThat(wrong("name: !secret a\n"))
        .containsExactly(
            "body: is not usable YAML, line 1, column 7: the tag '!secret' means nothing here");
  }

  @Test
  void knowsTheNotationByContentTypeAndFileName() {
    assertThat(BodyFormat.of("application/json; charset=utf-8")).isEqualTo(BodyFormat.JSON);
    assertThat(BodyFormat.of("application/x-yaml")).isEqualTo(BodyFormat.YAML);
    assertThat(BodyFormat.of("small.yml")).isEqualTo(BodyFormat.YAML);
    assertThat(BodyFormat.of("text/plain")).isEqualTo(BodyFormat.UNKNOWN);
    assertThat(BodyFormat.of(null)).isEqualTo(BodyFormat.UNKNOWN);
  }

  @Test
  void boundsTheAnswerToo() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < 20_000; i++) {
      text.append(i == 0 ? "" : ",").append("\"f").append(i).append("\":1");
    }

    assertThat(wrong(text.append('}').toString()))
        .hasSize(101)
        .last()
        .isEqualTo("body: and 19903 more things that are wrong");
  }

  @ParameterizedTest
  @EnumSource(BodyFormat.class)
  void neverThrowsWhateverTheBytes(BodyFormat format) {
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
