package io.beta9.provisioning.doctor;

import io.beta9.provisioning.doctor.Doctor.CheckResult;
import io.beta9.provisioning.doctor.Doctor.Purpose;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.run.TerraformCli;
import java.util.Map;
import java.util.Set;

/** Checks for a local mirror of Terraform's providers; without one they are downloaded. */
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
  public CheckResult run() {
    try {
      return TerraformCli.find(TerraformOptions.of(environment))
          .mirror()
          .map(mirror -> CheckResult.good(mirror.toString()))
          .orElseGet(
              () ->
                  CheckResult.bad(
                      "none; the AWS provider is downloaded from the registry for each environment",
                      "Create one with 'terraform providers mirror DIR' and set"
                          + " TERRAFORM_PROVIDER_MIRROR=DIR."));
    } catch (FailureException e) {
      return CheckResult.bad("not checked: Terraform is missing", "Install Terraform first.");
    } catch (IllegalArgumentException e) {
      return CheckResult.bad(String.valueOf(e.getMessage()), "Fix the setting.");
    }
  }
}
