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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the names of types, and the size and the description of each package. */
class CodeConventionsTest {
  /** A larger package is split by subject. */
  private static final int MAX_FILES_PER_PACKAGE = 25;

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
  void no_package_of_the_service_has_too_many_files() throws IOException {
    Map<Path, Long> packages = filesByPackage(SOURCES);
    assertThat(packages).isNotEmpty();
    packages.values().removeIf(files -> files <= MAX_FILES_PER_PACKAGE);
    assertThat(packages).isEmpty();
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
