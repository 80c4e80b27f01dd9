package io.beta9.provisioning.doctor;

import io.beta9.provisioning.doctor.Doctor.CheckResult;
import io.beta9.provisioning.doctor.Doctor.Purpose;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.run.TerraformCli;
import java.util.Map;
import java.util.Set;

/** Checks for Terraform or OpenTofu in a version that can keep secrets out of the state. */
record TerraformCheck(Map<String, String> environment) implements Doctor.DoctorCheck {
  private static final String REMEDY =
      "Install Terraform 1.11 or newer (https://developer.hashicorp.com/terraform/install) or"
          + " OpenTofu 1.11 or newer (https://opentofu.org/docs/intro/install), or set"
          + " TERRAFORM_BINARY.";

  @Override
  public String name() {
    return "Terraform";
  }

  @Override
  public Set<Purpose> neededFor() {
    return Purpose.from(Purpose.DEMO);
  }

  @Override
  public CheckResult run() {
    try {
      TerraformCli cli = TerraformCli.find(TerraformOptions.of(environment));
      TerraformCli.TerraformVersion version = cli.version();
      String found = version.product() + " " + version.number() + ", " + cli.binary();
      return version.isNewEnough() ? CheckResult.good(found) : CheckResult.bad(found, REMEDY);
    } catch (FailureException e) {
      return CheckResult.bad(e.failure().why(), REMEDY);
    } catch (IllegalArgumentException e) {
      return CheckResult.bad(String.valueOf(e.getMessage()), "Fix the setting.");
    }
  }
}
