package io.beta9.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.diagnosis.VerdictCode;
import io.beta9.provisioning.failure.FailureClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the Markdown pages with the files that they refer to. */
class DocumentationTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path DECISIONS = ROOT.resolve("docs/decisions");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(?:#[^)]*)?\\)");
  private static final Pattern CODE = Pattern.compile("`([^`\\s]+)`");
  private static final Pattern TYPE = Pattern.compile("[A-Z][a-z]+[A-Za-z0-9]*[a-z][A-Z][A-Za-z]+");
  private static final Pattern SOURCE_PATH =
      Pattern.compile(
          "(?:service|cli|api-model|cloudsim|devstack|bench|helm-runner|deploy)/[\\w./-]+");
  private static final Set<String> FOREIGN_TYPES =
      Set.of(
          "JdbcClient",
          "ProcessBuilder",
          "LongSupplier",
          "MessageFormat",
          "NullAway",
          "ArchUnit",
          "RateLimit");

  static List<Path> pages() throws IOException {
    try (Stream<Path> root = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(root, docs)
          .filter(file -> file.getFileName().toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void every_relative_link_leads_to_an_existing_file(Path page) throws IOException {
    assertThat(firstGroups(LINK, Files.readString(page)))
        .filteredOn(target -> !target.contains("://"))
        .allSatisfy(target -> assertThat(page.resolveSibling(target).normalize()).exists());
  }

  /** A page that names a type after it was renamed sends its reader to nothing. */
  @ParameterizedTest
  @MethodSource("pages")
  void every_type_in_code_style_exists(Path page) throws IOException {
    Set<String> types = typeNames();

    assertThat(firstGroups(CODE, Files.readString(page)))
        .filteredOn(word -> TYPE.matcher(word).matches() && !FOREIGN_TYPES.contains(word))
        .isSubsetOf(types);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void every_source_path_in_code_style_exists(Path page) throws IOException {
    assertThat(firstGroups(CODE, Files.readString(page)))
        .filteredOn(word -> SOURCE_PATH.matcher(word).matches())
        .allSatisfy(path -> assertThat(ROOT.resolve(path)).exists());
  }

  @Test
  void the_index_lists_every_decision_and_each_has_the_same_sections() throws IOException {
    String index = Files.readString(DECISIONS.resolve("README.md"));
    List<Path> decisions;
    try (Stream<Path> files = Files.list(DECISIONS)) {
      decisions =
          files.filter(file -> file.getFileName().toString().matches("\\d{4}-.+\\.md")).toList();
    }

    assertThat(decisions).isNotEmpty();
    for (Path decision : decisions) {
      String name = decision.getFileName().toString();
      List<String> lines = Files.readAllLines(decision);
      assertThat(index).contains("[" + name.substring(0, 4) + "](" + name + ")");
      assertThat(lines.getFirst()).startsWith("# " + name.substring(0, 4) + ": ");
      assertThat(lines.stream().filter(line -> line.startsWith("## ")))
          .as(name)
          .containsExactly("## Context", "## Decision", "## Alternatives", "## Consequences");
    }
  }

  @Test
  void the_runbook_explains_every_verdict_that_requires_attention() throws IOException {
    Set<String> codes =
        Stream.of(VerdictCode.values())
            .filter(verdict -> !verdict.isFinal())
            .map(VerdictCode::code)
            .collect(Collectors.toSet());

    assertThat(firstColumnBelow("| verdict |", ROOT.resolve("docs/runbook.md")))
        .containsExactlyInAnyOrderElementsOf(codes);
  }

  @Test
  void the_api_page_describes_every_failure_class() throws IOException {
    List<String> classes =
        firstColumnBelow("| class |", ROOT.resolve("docs/api.md")).stream()
            .flatMap(cell -> firstGroups(CODE, cell).stream())
            .toList();

    assertThat(classes)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(FailureClass.values()).map(FailureClass::code).toList());
  }

  /** A threat without a test is a claim. */
  @Test
  void every_threat_names_tests_that_exist() throws IOException {
    Set<String> tests = testNames();
    List<String> rows = new ArrayList<>();
    boolean inTable = false;
    for (String line : Files.readAllLines(ROOT.resolve("docs/security.md"))) {
      inTable =
          line.equals("| threat | countermeasure | test |") || (inTable && line.startsWith("|"));
      if (inTable && !line.startsWith("|---") && !line.startsWith("| threat |")) {
        rows.add(line);
      }
    }

    assertThat(rows).hasSizeGreaterThan(50);
    for (String row : rows) {
      String[] cells = row.substring(1, row.length() - 1).split("\\|", -1);
      assertThat(cells).as(row).hasSize(3);
      assertThat(firstGroups(CODE, cells[2])).as(row).isNotEmpty().isSubsetOf(tests);
      assertThat(cells[2].replaceAll("`[^`]+`", "").replace(",", "")).as(row).isBlank();
    }
  }

  /** Returns the names of the classes of all modules that contain a test. */
  private static Set<String> testNames() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .map(module -> module.resolve("src/test/java"))
          .filter(Files::isDirectory)
          .flatMap(DocumentationTest::javaFiles)
          .filter(DocumentationTest::hasTest)
          .map(file -> file.getFileName().toString().replace(".java", ""))
          .collect(Collectors.toSet());
    }
  }

  private static Stream<Path> javaFiles(Path sources) {
    try {
      return Files.walk(sources).filter(file -> file.toString().endsWith("Test.java"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean hasTest(Path file) {
    try {
      String source = Files.readString(file);
      return source.contains("@Test") || source.contains("@ParameterizedTest");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the first cells of the table whose header row begins with the text. */
  private static List<String> firstColumnBelow(String header, Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .dropWhile(line -> !line.startsWith(header))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.split("\\|", -1)[1].strip())
        .toList();
  }

  private static Set<String> typeNames() throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path sources : modules.map(module -> module.resolve("src")).toList()) {
        if (Files.isDirectory(sources)) {
          names.addAll(javaFileNames(sources));
        }
      }
    }
    return Set.copyOf(names);
  }

  private static Set<String> javaFileNames(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.substring(0, name.length() - ".java".length()))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> firstGroups(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult match) -> match.group(1)).toList();
  }
}
