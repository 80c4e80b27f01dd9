package io.beta9.provisioning.terraform;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class TerraformPackagesTest {

  @Test
  void the_packages_of_terraform_have_no_cycles() {
    slices()
        .matching("io.beta9.provisioning.terraform.(*)..")
        .should()
        .beFreeOfCycles()
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.beta9.provisioning.terraform"));
  }
}
