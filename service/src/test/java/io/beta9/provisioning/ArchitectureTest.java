package io.beta9.provisioning;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The picture in docs/architecture.md, held. */
class ArchitectureTest {
  private static final String ROOT = "io.beta9.provisioning.";

  /** A package may know those before it, and no others. */
  private static final List<String> ORDER =
      List.of(
          "failure",
          "settings",
          "database",
          "metaconfig",
          "access",
          "environment",
          "operation",
          "timeline",
          "report",
          "terraform",
          "aws",
          "diagnose",
          "bootstrap",
          "intake",
          "state",
          "worker",
          "api",
          "cli",
          "app");

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          // Other modules, which the tests are run against.
          .withImportOption(
              location -> !location.contains("cloudsim") && !location.contains("helm-runner"))
          .importPackages("io.beta9.provisioning");

  @Test
  void a_package_knows_only_packages_below_it() {
    classes()
        .that()
        .resideInAPackage(ROOT + "*..")
        .should(
            new ArchCondition<>("know only packages below their own") {
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
  void every_package_has_its_place_in_the_order() {
    classes()
        .that()
        .resideInAPackage(ROOT + "*..")
        .should(
            new ArchCondition<>("be in a package of the order") {
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
  void environments_and_operations_know_nothing_of_terraform_aws_or_http() {
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

  private static int level(JavaClass type) {
    String name = type.getPackageName() + ".";
    if (!name.startsWith(ROOT) || name.equals(ROOT)) {
      return name.equals(ROOT) ? ORDER.size() : -1;
    }
    String rest = name.substring(ROOT.length());
    return ORDER.indexOf(rest.substring(0, rest.indexOf('.')));
  }
}
