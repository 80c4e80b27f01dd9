package io.beta9.provisioning.cli;

import io.beta9.provisioning.cli.Doctor.CheckResult;
import io.beta9.provisioning.cli.Doctor.Purpose;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.terraform.run.TerraformCli;
import io.beta9.provisioning.terraform.run.TerraformOptions;
import java.util.Map;
import java.util.Set;

/** A folder that Terraform takes its providers from; without one it asks the registry. */
record ProviderMirrorCheck(Map<String, String> environment) implements Doctor.DoctorCheck {
  @Override
  public String name() {
    return "provider mirror";
  }

  @Override
  public Set<Purpose> neededFor() {
    return Set.of();
  }

  @Override
  public CheckResult look() {
    try {
      return TerraformCli.find(TerraformOptions.of(environment))
          .mirror()
          .map(mirror -> CheckResult.good(mirror.toString()))
          .orElseGet(
              () ->
                  CheckResult.bad(
                      "none; every environment downloads the AWS provider from the registry",
                      "'terraform providers mirror FOLDER' makes one;"
                          + " TERRAFORM_PROVIDER_MIRROR=FOLDER names it."));
    } catch (FailureException e) {
      return CheckResult.bad("not looked for without Terraform", "Install Terraform first.");
    } catch (IllegalArgumentException e) {
      return CheckResult.bad(String.valueOf(e.getMessage()), "Mend the setting.");
    }
  }
}
