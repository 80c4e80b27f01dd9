package io.beta9.provisioning.cli;

import io.beta9.provisioning.cli.Doctor.Finding;
import io.beta9.provisioning.cli.Doctor.Purpose;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.terraform.TerraformCli;
import io.beta9.provisioning.terraform.TerraformOptions;
import java.util.Map;
import java.util.Set;

/** Terraform or OpenTofu, new enough to keep secrets out of its state. */
record TerraformCheck(Map<String, String> environment) implements Doctor.Check {
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
  public Finding look() {
    try {
      TerraformCli cli = TerraformCli.find(TerraformOptions.of(environment));
      TerraformCli.Version version = cli.version();
      String found = version.product() + " " + version.number() + ", " + cli.binary();
      return version.isNewEnough() ? Finding.good(found) : Finding.bad(found, REMEDY);
    } catch (FailureException e) {
      return Finding.bad(e.failure().why(), REMEDY);
    } catch (IllegalArgumentException e) {
      return Finding.bad(String.valueOf(e.getMessage()), "Mend the setting.");
    }
  }
}
