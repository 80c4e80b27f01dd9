package io.beta9.provisioning;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Profile;

/**
 * Checks the dependencies between packages against docs/architecture.md: the order of its table is
 * the order that is enforced.
 */
class ArchitectureTest {
  private static final String ROOT = "io.beta9.provisioning.";

  private static final Pattern PACKAGE_ROW = Pattern.compile("\\| `([a-z0-9]+)` \\|");

  private static final Pattern CODE = Pattern.compile("\\{@code ([a-z0-9.]+)}");

  /** The packages from the lowest to the highest. A package may use those before it. */
  private static final List<String> ORDER = documentedOrder();

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          // Only this module: the class path of the tests contains others.
          .withImportOption(location -> location.contains("/service/target/classes/"))
          .importPackages("io.beta9.provisioning");

  @Test
  void a_package_depends_only_on_packages_listed_before_it() {
    classes()
        .that()
        .resideInAPackage(ROOT + "*..")
        .should(
            new ArchCondition<>("depend only on packages listed before their own") {
              @Override
              public void check(JavaClass item, ConditionEvents events) {
                int level = level(item);
                item.getDirectDependenciesFromSelf().stream()
                    .filter(dependency -> level(dependency.getTargetClass()) > level)
                    .forEach(
                        dependency ->
                            events.add(
                                SimpleConditionEvent.violated(item, dependency.getDescription())));
              }
            })
        .check(PRODUCT);
  }

  @Test
  void every_package_is_listed_in_the_architecture_document() {
    classes()
        .that()
        .resideInAPackage(ROOT + "*..")
        .should(
            new ArchCondition<>("be in a package that docs/architecture.md lists") {
              @Override
              public void check(JavaClass item, ConditionEvents events) {
                if (level(item) < 0) {
                  events.add(SimpleConditionEvent.violated(item, item.getName()));
                }
              }
            })
        .check(PRODUCT);
  }

  @Test
  void every_listed_package_exists() {
    assertThat(ORDER)
        .allSatisfy(
            name ->
                assertThat(PRODUCT.stream().map(JavaClass::getPackageName))
                    .anyMatch(actual -> (actual + ".").startsWith(ROOT + name + ".")));
  }

  @Test
  void environments_and_operations_do_not_depend_on_terraform_aws_or_http() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + "environment..", ROOT + "operation..", ROOT + "timeline..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "belong to Terraform, AWS, Kubernetes or HTTP",
                type ->
                    type.getPackageName().startsWith("software.amazon")
                        || type.getPackageName().startsWith("io.fabric8")
                        || type.getPackageName().startsWith("jakarta.servlet")
                        || type.getPackageName().startsWith("org.springframework.web")
                        || type.getPackageName().startsWith("java.net.http")))
        .check(PRODUCT);
  }

  /**
   * The packages that call AWS, and what connects them: another cloud would add packages here, and
   * change no others. {@code app} wires them, {@code doctor} checks the credentials.
   */
  private static final Set<String> AWS_PACKAGES =
      Set.of(
          "app",
          "aws.domain",
          "aws.nodes",
          "aws.preflight",
          "aws.secrets",
          "aws.session",
          "cloud.aws",
          "doctor",
          "resources.catalog",
          "resources.cleanup",
          "resources.inspection",
          "resources.inventory",
          "resources.lookup",
          "resources.operations",
          "tfstate.lock",
          "tfstate.operations",
          "tfstate.repair",
          "tfstate.s3");

  /** Within these packages, the only classes that call AWS. */
  private static final Map<String, Set<String>> AWS_CLASSES =
      Map.of("tfstate.repair", Set.of("S3State"));

  @Test
  void only_the_named_packages_know_aws() {
    Map<String, Set<String>> users = new TreeMap<>();
    for (JavaClass type : PRODUCT) {
      if (type.getDirectDependenciesFromSelf().stream()
          .anyMatch(dependency -> isOfAws(dependency.getTargetClass()))) {
        users
            .computeIfAbsent(
                type.getPackageName().substring(ROOT.length()), name -> new TreeSet<>())
            .add(type.getName().substring(type.getPackageName().length() + 1).split("\\$")[0]);
      }
    }

    assertThat(users.keySet()).containsExactlyInAnyOrderElementsOf(AWS_PACKAGES);
    AWS_CLASSES.forEach(
        (name, types) -> assertThat(users.get(name)).containsExactlyInAnyOrderElementsOf(types));
  }

  private static boolean isOfAws(JavaClass type) {
    return type.getPackageName().startsWith("software.amazon")
        || type.getPackageName().startsWith(ROOT + "aws.");
  }

  /** Parent packages whose subpackages must be free of cycles; add others by their name. */
  @ParameterizedTest
  @ValueSource(strings = {"worker", "tfstate", "terraform"})
  void subpackages_are_free_of_dependency_cycles(String parent) {
    slices().matching(ROOT + parent + ".(*)..").should().beFreeOfCycles().check(PRODUCT);
  }

  /** Pages call the services and repositories that the API calls. */
  @Test
  void the_console_contains_no_sql() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "console..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.springframework.jdbc..", "java.sql..", "javax.sql..")
        .check(PRODUCT);
  }

  /** The service has one list of settings: docs/settings.md. Main passes its environment on. */
  @Test
  void only_the_settings_and_main_read_environment_variables() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "settings")
        .and()
        .doNotHaveFullyQualifiedName(ROOT + "Main")
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "the method is System.getenv",
                call ->
                    call.getTargetOwner().isEquivalentTo(System.class)
                        && call.getName().equals("getenv")))
        .check(PRODUCT);
  }

  /** The build evaluates conditions; BeanSources lists the settings that add bean definitions. */
  @Test
  void no_bean_definition_depends_on_a_condition_that_is_known_at_run_time_only() {
    noClasses()
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are conditions other than of a missing bean",
                type ->
                    type.isEquivalentTo(Conditional.class)
                        || type.isEquivalentTo(Profile.class)
                        || type.getPackageName()
                                .startsWith("org.springframework.boot.autoconfigure.condition")
                            && !type.isEquivalentTo(ConditionalOnMissingBean.class)))
        .check(PRODUCT);
  }

  @Test
  void a_subpackage_depends_only_on_siblings_that_its_description_lists() {
    classes()
        .that(
            DescribedPredicate.describe(
                "are in a subpackage", type -> subpackage(type.getPackageName()).isPresent()))
        .should(
            new ArchCondition<>("depend only on the subpackages that package-info.java lists") {
              @Override
              public void check(JavaClass item, ConditionEvents events) {
                String own = subpackage(item.getPackageName()).orElseThrow();
                Set<String> listed = listedSiblings(own);
                item.getDirectDependenciesFromSelf().stream()
                    .filter(
                        dependency ->
                            subpackage(dependency.getTargetClass().getPackageName())
                                .filter(other -> parent(other).equals(parent(own)))
                                .filter(other -> !other.equals(own) && !listed.contains(other))
                                .isPresent())
                    .forEach(
                        dependency ->
                            events.add(
                                SimpleConditionEvent.violated(item, dependency.getDescription())));
              }
            })
        .check(PRODUCT);
  }

  @Test
  void every_subpackage_states_which_siblings_it_may_use() {
    assertThat(
            PRODUCT.stream()
                .flatMap(type -> subpackage(type.getPackageName()).stream())
                .distinct()
                .toList())
        .isNotEmpty()
        .allSatisfy(name -> assertThat(description(name)).contains(" May use "));
  }

  /** Returns {@code worker.loop} for the package of that name, empty for other packages. */
  private static Optional<String> subpackage(String packageName) {
    return Optional.of(packageName)
        .filter(name -> name.startsWith(ROOT))
        .map(name -> name.substring(ROOT.length()))
        .filter(name -> name.contains("."));
  }

  private static String parent(String subpackage) {
    return subpackage.substring(0, subpackage.indexOf('.'));
  }

  /** Returns the subpackages in the sentence "May use {@code …}, {@code …}." */
  private static Set<String> listedSiblings(String subpackage) {
    String text = description(subpackage);
    return CODE.matcher(text.substring(text.indexOf(" May use ")))
        .results()
        .map(code -> code.group(1))
        .collect(Collectors.toSet());
  }

  /** Returns the Javadoc of a package in one line. */
  private static String description(String name) {
    try {
      return Files.readString(
              Path.of("src/main/java")
                  .resolve((ROOT + name).replace('.', '/'))
                  .resolve("package-info.java"))
          .replaceAll("\\s*\\n \\*\\s*", " ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> documentedOrder() {
    try {
      List<String> lines = Files.readAllLines(Path.of("../docs/architecture.md"));
      int heading = lines.indexOf("## Packages of the service");
      return lines.stream()
          .skip(heading + 1)
          .takeWhile(line -> !line.startsWith("## "))
          .map(PACKAGE_ROW::matcher)
          .filter(Matcher::lookingAt)
          .map(row -> row.group(1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int level(JavaClass type) {
    String name = type.getPackageName() + ".";
    if (!name.startsWith(ROOT) || name.equals(ROOT)) {
      return name.equals(ROOT) ? ORDER.size() : -1;
    }
    String rest = name.substring(ROOT.length());
    return ORDER.indexOf(rest.substring(0, rest.indexOf('.')));
  }
}
