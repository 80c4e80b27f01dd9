package io.beta9.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Compares the settings that the chart sets with those that the service has. */
class ManifestSettingsTest {
  private static final Path SETTINGS = Path.of("../docs/settings.md");
  private static final Path HELPERS =
      Path.of("../deploy/charts/provisioning/templates/_helpers.tpl");
  private static final Path SCHEMA = Path.of("../deploy/charts/provisioning/values.schema.json");

  @ParameterizedTest
  @ValueSource(strings = {"minimal", "full"})
  void sets_settings_of_the_service_only(String variant) throws IOException {
    KubernetesManifests manifests = KubernetesManifests.of(variant);
    List<String> names = new ArrayList<>();
    for (JsonNode map : manifests.all("ConfigMap")) {
      if (map.at("/metadata/labels/app").asString().equals("provisioning-config")) {
        names.addAll(map.path("data").propertyNames());
      }
    }
    for (JsonNode deployment : manifests.all("Deployment")) {
      deployment
          .at("/spec/template/spec/containers/0/env")
          .forEach(variable -> names.add(variable.path("name").asString()));
    }
    Map<String, Boolean> settings = settings();

    assertThat(names).isNotEmpty();
    assertThat(names)
        .allSatisfy(
            name -> {
              boolean file = name.endsWith("_FILE") && !settings.containsKey(name);
              String setting = file ? name.substring(0, name.length() - "_FILE".length()) : name;
              assertThat(settings).containsKey(setting);
              assertThat(file).as(name).isEqualTo(settings.get(setting));
            });
  }

  @Test
  void accepts_every_secret_and_every_certificate_of_an_authority_as_a_file() throws IOException {
    List<String> secret = new ArrayList<>();
    settings()
        .forEach(
            (name, isSecret) -> {
              if (isSecret) {
                secret.add(name);
              } else if (name.endsWith("_CA_FILE") || name.endsWith("_SECRET_FILE")) {
                secret.add(name.substring(0, name.length() - "_FILE".length()));
              }
            });
    List<String> keys = new ArrayList<>();
    JsonMapper.shared()
        .readTree(SCHEMA)
        .at("/properties/secrets/properties/keys/items/enum")
        .forEach(key -> keys.add(key.asString()));

    assertThat(keys)
        .as("the keys in %s; add the new ones there and in templates/_helpers.tpl", SCHEMA)
        .containsExactlyInAnyOrderElementsOf(secret);
  }

  @Test
  void accepts_every_other_path_as_a_setting_or_names_the_value_that_sets_it() throws IOException {
    String helpers = Files.readString(HELPERS);

    assertThat(settings().keySet())
        .filteredOn(name -> name.matches(".+(?<!_CA|_SECRET)_FILE"))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(helpers).contains('"' + name + '"'));
  }

  /** Returns for each setting whether it is secret. */
  private static Map<String, Boolean> settings() throws IOException {
    Map<String, Boolean> settings = new TreeMap<>();
    for (String line : Files.readAllLines(SETTINGS)) {
      if (line.startsWith("| `")) {
        String[] cells = line.split("(?<!\\\\)\\|", -1);
        settings.put(cells[1].strip().replace("`", ""), cells[4].contains("_FILE"));
      }
    }
    return settings;
  }
}
