package io.beta9.provisioning.devstack.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares the bills of materials of the distribution with its libraries and permitted licenses.
 */
class DistributionLicensesTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Path DISTRIBUTION = Distribution.ofProject(Path.of("..")).directory();

  @ParameterizedTest
  @ValueSource(strings = {"cli", "service", "helm-runner"})
  void every_library_has_a_permitted_license(String program) throws IOException {
    Set<String> permitted = permittedLicenses();

    var others = new TreeMap<String, List<String>>();
    for (JsonNode component : components(program)) {
      List<String> licenses = licenses(component);
      if (licenses.stream().noneMatch(permitted::contains)) {
        others.put(component.path("purl").asString(), licenses);
      }
    }

    assertThat(others).as("libraries under other licenses: dist/allowed-licenses.txt").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cli", "service", "helm-runner"})
  void every_library_is_listed(String program) throws IOException {
    var listed = new TreeSet<String>();
    for (JsonNode component : components(program)) {
      listed.add(component.path("name").asString() + "-" + component.path("version").asString());
    }

    try (Stream<Path> libraries = Files.list(DISTRIBUTION.resolve(program).resolve("lib"))) {
      assertThat(libraries.map(jar -> jar.getFileName().toString()))
          .isNotEmpty()
          .allMatch(jar -> listed.stream().anyMatch(jar::startsWith), "is listed");
    }
  }

  private static JsonNode components(String program) throws IOException {
    Path sbom = DISTRIBUTION.resolve(program).resolve("sbom.cdx.json");
    assertThat(sbom).as("build the project: mvn package").exists();
    return JSON.readTree(sbom.toFile()).path("components");
  }

  private static List<String> licenses(JsonNode component) {
    return component
        .path("licenses")
        .valueStream()
        .map(entry -> entry.at("/license/id").asString(entry.at("/license/name").asString("")))
        .toList();
  }

  private static Set<String> permittedLicenses() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("../dist/allowed-licenses.txt"))) {
      return lines.filter(line -> !line.startsWith("#")).collect(Collectors.toUnmodifiableSet());
    }
  }
}
