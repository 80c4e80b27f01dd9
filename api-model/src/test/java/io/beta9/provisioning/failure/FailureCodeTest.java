package io.beta9.provisioning.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.text.FailureTemplate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailureCodeTest {
  private static final Path PACKAGE =
      Path.of("src/main/java/io/beta9/provisioning/failure").toAbsolutePath();

  /** Rendered without being a placeholder of a code. */
  private static final Set<FailureParameter> OUTSIDE_TEMPLATES =
      EnumSet.of(
          FailureParameter.RESOURCE_ID,
          FailureParameter.AWS_STATUS,
          FailureParameter.AWS_EVENTS,
          FailureParameter.BLOCKERS,
          FailureParameter.INSPECTION,
          FailureParameter.ALSO_FOR,
          FailureParameter.COMPANIONS,
          FailureParameter.RECORDED_WHAT,
          FailureParameter.RECORDED_WHY,
          FailureParameter.RECORDED_NEXT);

  @ParameterizedTest
  @EnumSource
  void uses_only_known_placeholders(FailureCode code) {
    assertThat(templates(code).flatMap(template -> template.placeholders().stream()))
        .allMatch(
            name -> name.equals(FailureCode.SUBJECT) || FailureParameter.of(name).isPresent());
  }

  @ParameterizedTest
  @EnumSource
  void renders_without_parameters(FailureCode code) {
    Failure failure = Failure.of(code);
    assertThat(failure.message()).doesNotContain("{", "}", "[", "]", "|");
    assertThat(failure.what()).isNotBlank().doesNotEndWith(".");
    assertThat(failure.why()).isNotBlank().doesNotEndWith(".");
    assertThat(failure.next()).isNotBlank().doesNotEndWith(".");
    assertThat(code.meaning()).endsWith(".");
  }

  @ParameterizedTest
  @EnumSource
  void is_found_by_its_wire_code(FailureCode code) {
    assertThat(FailureCode.of(code.code())).contains(code);
    assertThat(code.code()).matches("[a-z0-9]+(-[a-z0-9]+)*");
  }

  @ParameterizedTest
  @EnumSource
  void starts_every_advised_command_of_this_product_as_it_is_typed(FailureCode code) {
    assertThat(code.next().text().replace("./provisioner ", "")).doesNotContain("provisioner ");
  }

  @ParameterizedTest
  @EnumSource
  void is_defined_by_a_constant_of_the_same_name(FailureCode code) throws IOException {
    String catalogue = Files.readString(PACKAGE.resolve("FailureCode.java"));
    Matcher reference =
        Pattern.compile("\\b" + code.name() + "\\((\\w+)\\." + code.name() + "\\)")
            .matcher(catalogue);
    assertThat(reference.find()).isTrue();
    assertThat(PACKAGE.resolve(reference.group(1) + ".java"))
        .content()
        .contains("FailureDefinition " + code.name() + " =");
  }

  @Test
  void every_definition_belongs_to_a_code() throws IOException {
    Pattern definition = Pattern.compile("static final FailureDefinition (\\w+) =");
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.list(PACKAGE)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        definition.matcher(Files.readString(file)).results().forEach(m -> names.add(m.group(1)));
      }
    }
    assertThat(names)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(FailureCode.values()).map(FailureCode::name).toList());
  }

  @Test
  void every_file_of_definitions_is_short() throws IOException {
    try (Stream<Path> files = Files.list(PACKAGE)) {
      for (Path file : files.filter(file -> file.toString().endsWith("Failures.java")).toList()) {
        assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThanOrEqualTo(300);
      }
    }
  }

  @Test
  void every_parameter_is_a_placeholder_of_some_code() {
    Set<String> used =
        Arrays.stream(FailureCode.values())
            .flatMap(FailureCodeTest::templates)
            .flatMap(template -> template.placeholders().stream())
            .collect(Collectors.toSet());
    assertThat(EnumSet.complementOf(EnumSet.copyOf(OUTSIDE_TEMPLATES)))
        .extracting(FailureParameter::code)
        .allMatch(used::contains);
  }

  @Test
  void every_code_is_used_by_the_service() {
    String code = sources();
    assertThat(
            Arrays.stream(FailureCode.values())
                .filter(each -> !each.code().startsWith("helm-"))
                .filter(each -> !code.contains("FailureCode." + each.name())))
        .isEmpty();
  }

  private static Stream<FailureTemplate> templates(FailureCode code) {
    return Stream.of(code.what(), code.why(), code.next());
  }

  private static String sources() {
    try (Stream<Path> files = Files.walk(Path.of("../service/src/main/java"))) {
      List<Path> sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.endsWith("FailureCode.java"))
              .toList();
      StringBuilder all = new StringBuilder();
      for (Path source : sources) {
        all.append(Files.readString(source));
      }
      return all.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
