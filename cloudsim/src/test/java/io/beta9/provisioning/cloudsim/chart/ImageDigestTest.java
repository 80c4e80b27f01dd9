package io.beta9.provisioning.cloudsim.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import io.beta9.provisioning.helmrunner.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Images of the charts that are installed in a customer's cluster, pinned by their digest. */
class ImageDigestTest {
  private static final Path CHARTS = Path.of("../deploy/charts").toAbsolutePath().normalize();
  private static final Path VERSIONS = Path.of("../cli/src/main/resources/versions.json");
  private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

  @TempDir Path directory;

  @BeforeAll
  static void loadHelm() {
    Main.loadHelm();
  }

  private static ObjectNode example(String chart) {
    return (ObjectNode)
        new YAMLMapper().readTree(CHARTS.resolve(chart).resolve("ci/example-values.yaml").toFile());
  }

  private String rendered(String chart, ObjectNode values) throws IOException {
    Path file = Files.writeString(directory.resolve("values.json"), values.toString());
    return new Helm(CHARTS.resolve(chart))
        .template()
        .withName(chart)
        .withNamespace("beta9-system")
        .withKubeVersion("1.33.0")
        .withValuesFile(file)
        .call();
  }

  @Test
  void beta9_pulls_the_images_with_the_given_digests() throws IOException {
    ObjectNode values = example("beta9");
    ObjectNode images = values.withObjectProperty("image");
    for (String image : List.of("gateway", "worker", "postgresClient")) {
      images.withObjectProperty(image).put("digest", DIGEST);
    }

    String text = rendered("beta9", values);

    assertThat(text)
        .contains(
            "image: \"public.ecr.aws/n4e0e1y0/beta9-gateway:0.1.762@" + DIGEST + "\"",
            "image: \"public.ecr.aws/docker/library/postgres:16.10-alpine@" + DIGEST + "\"");
    assertThat(configOf(text)).contains("imageTag: \"0.1.729@" + DIGEST + "\"");
  }

  @Test
  void an_image_without_a_digest_is_pulled_by_its_tag() throws IOException {
    String text = rendered("beta9", example("beta9"));

    assertThat(text).contains("image: \"public.ecr.aws/n4e0e1y0/beta9-gateway:0.1.762\"");
    assertThat(configOf(text)).contains("imageTag: \"0.1.729\"");
  }

  @Test
  void the_baseline_pulls_the_images_with_the_given_digests() throws IOException {
    ObjectNode values = example("baseline");
    values.withObjectProperty("gpu").put("enabled", true);
    values.withObjectProperty("autoscaler").withObjectProperty("image").put("tag", "v1.33.9");
    for (String part : List.of("gpu", "autoscaler")) {
      values.withObjectProperty(part).withObjectProperty("image").put("digest", DIGEST);
    }

    assertThat(rendered("baseline", values))
        .contains("k8s-device-plugin:v0.17.1@" + DIGEST)
        .contains("cluster-autoscaler:v1.33.9@" + DIGEST);
  }

  @Test
  void a_digest_of_the_autoscaler_without_its_tag_is_rejected() {
    ObjectNode values = example("baseline");
    values.withObjectProperty("autoscaler").withObjectProperty("image").put("digest", DIGEST);

    assertThatThrownBy(() -> rendered("baseline", values))
        .hasMessageContaining("set autoscaler.image.tag, too");
  }

  @Test
  void every_known_digest_is_in_the_rendered_manifests() throws IOException {
    StringBuilder text = new StringBuilder(rendered("beta9", example("beta9")));
    text.append(configOf(text.toString()));
    List<JsonNode> pinned = new ArrayList<>();
    for (JsonNode version : JsonMapper.shared().readTree(VERSIONS.toFile())) {
      if (version.path("digest").isString()) {
        pinned.add(version);
      }
      String name = version.path("name").asString();
      if (name.startsWith("image cluster-autoscaler ")) {
        ObjectNode values = example("baseline");
        values.withObjectProperty("gpu").put("enabled", true);
        values.put("kubernetesVersion", name.replaceAll(".* ", ""));
        text.append(rendered("baseline", values));
      }
    }

    assertThat(pinned).hasSizeGreaterThanOrEqualTo(8);
    for (JsonNode image : pinned) {
      assertThat(text.toString())
          .contains(
              "image: \"%s:%s@%s\""
                  .formatted(
                      image.path("image").asString(),
                      image.path("version").asString(),
                      image.path("digest").asString()));
    }
  }

  @Test
  void rejects_text_that_is_not_a_digest() {
    ObjectNode values = example("beta9");
    values
        .withObjectProperty("image")
        .withObjectProperty("gateway")
        .put("digest", DIGEST.substring(1));

    assertThatThrownBy(() -> rendered("beta9", values)).hasMessageContaining("digest");
  }

  /** The configuration is in a Secret: as text, or encoded. */
  private static String configOf(String text) {
    StringBuilder config = new StringBuilder(text);
    for (String line : text.split("\n")) {
      String value = line.strip().replaceFirst("^config.yaml: ", "").replace("\"", "");
      if (line.strip().startsWith("config.yaml: ") && value.matches("[A-Za-z0-9+/=]{40,}")) {
        config.append(new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8));
      }
    }
    return config.toString();
  }

  @Test
  void the_example_has_no_digest_of_its_own() {
    assertThat(JsonMapper.shared().writeValueAsString(example("beta9"))).doesNotContain("digest");
  }
}
