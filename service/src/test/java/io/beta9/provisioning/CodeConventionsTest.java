package io.beta9.provisioning;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the names of types, and the size and the description of each package. */
class CodeConventionsTest {
  /** A larger package is split by subject. */
  private static final int MAX_FILES_PER_PACKAGE = 25;

  private static final Pattern CATCH_ALL =
      Pattern.compile(
          "catch \\([\\w |]*\\b(RuntimeException|Exception|Throwable)\\b[\\w |]* \\w+\\)");

  private static final Pattern COMMENT = Pattern.compile("(^|\\s)// ");

  private static final Path SOURCES = Path.of("src", "main", "java");
  private static final Path REPOSITORY = Path.of("..");

  @Test
  void no_two_types_of_the_service_share_a_simple_name() {
    Map<String, List<String>> typesBySimpleName =
        new ClassFileImporter()
            .importUrl(Main.class.getProtectionDomain().getCodeSource().getLocation()).stream()
                .filter(type -> !type.getSimpleName().isEmpty())
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .collect(
                    groupingBy(
                        JavaClass::getSimpleName,
                        TreeMap::new,
                        mapping(JavaClass::getName, toList())));
    assertThat(typesBySimpleName).containsKey("Main");
    assertThat(typesBySimpleName.values()).filteredOn(types -> types.size() > 1).isEmpty();
  }

  @Test
  void every_package_has_a_description() throws IOException {
    List<Path> undescribed = new ArrayList<>();
    try (Stream<Path> modules = Files.list(REPOSITORY)) {
      List<Path> roots = modules.map(m -> m.resolve(SOURCES)).filter(Files::isDirectory).toList();
      assertThat(roots).hasSizeGreaterThanOrEqualTo(7);
      for (Path root : roots) {
        filesByPackage(root).keySet().stream()
            .filter(directory -> Files.notExists(directory.resolve("package-info.java")))
            .forEach(undescribed::add);
      }
    }
    assertThat(undescribed).isEmpty();
  }

  @Test
  void no_package_has_too_many_files() throws IOException {
    Map<Path, Long> tooLarge = new TreeMap<>();
    try (Stream<Path> modules = Files.list(REPOSITORY)) {
      for (Path root : modules.map(m -> m.resolve(SOURCES)).filter(Files::isDirectory).toList()) {
        tooLarge.putAll(filesByPackage(root));
      }
    }
    assertThat(tooLarge).isNotEmpty();
    tooLarge.values().removeIf(files -> files <= MAX_FILES_PER_PACKAGE);
    assertThat(tooLarge).isEmpty();
  }

  /** The reason is a comment in the block. */
  @Test
  void every_catch_of_all_exceptions_has_a_reason() throws IOException {
    List<String> unexplained = new ArrayList<>();
    int found = 0;
    try (Stream<Path> modules = Files.list(REPOSITORY)) {
      for (Path root : modules.map(m -> m.resolve(SOURCES)).filter(Files::isDirectory).toList()) {
        for (Path file : javaFiles(root)) {
          List<String> lines = Files.readAllLines(file);
          for (int i = 0; i < lines.size(); i++) {
            if (CATCH_ALL.matcher(lines.get(i)).find()) {
              found++;
              if (!hasComment(lines, i)) {
                unexplained.add(file + ":" + (i + 1));
              }
            }
          }
        }
      }
    }
    assertThat(found).isPositive();
    assertThat(unexplained).isEmpty();
  }

  /** Returns whether the block that begins in this line contains a comment. */
  private static boolean hasComment(List<String> lines, int start) {
    String end = " ".repeat(indentation(lines.get(start))) + "}";
    for (int i = start; i < lines.size(); i++) {
      if (i > start && lines.get(i).startsWith(end)) {
        return false;
      }
      if (COMMENT.matcher(lines.get(i)).find()) {
        return true;
      }
    }
    return false;
  }

  private static int indentation(String line) {
    return line.length() - line.stripLeading().length();
  }

  private static List<Path> javaFiles(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  /** Returns the number of source files by package directory, descriptions not counted. */
  private static Map<Path, Long> filesByPackage(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("package-info.java"))
          .collect(groupingBy(Path::getParent, TreeMap::new, counting()));
    }
  }
}
