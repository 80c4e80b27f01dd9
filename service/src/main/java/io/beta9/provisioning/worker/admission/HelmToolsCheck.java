package io.beta9.provisioning.worker.admission;

import io.beta9.provisioning.bootstrap.helm.HelmSettings;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import java.util.Optional;

/**
 * Checks that the program that installs the charts still exists. A worker that detected its absence
 * only after Terraform has created the infrastructure would fail every environment.
 */
public record HelmToolsCheck(HelmSettings settings) implements LocalPreconditions.LocalCheck {

  @Override
  public Optional<Failure> failure() {
    return settings
        .missing()
        .map(
            file ->
                Failure.of(FailureCode.HELM_TOOLS_MISSING)
                    .with(FailureParameter.PATH, file.toString()));
  }
}
