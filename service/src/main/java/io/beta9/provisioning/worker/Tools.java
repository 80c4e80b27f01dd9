package io.beta9.provisioning.worker;

import io.beta9.provisioning.aws.Finders;
import io.beta9.provisioning.aws.Sightings;
import io.beta9.provisioning.bootstrap.Bootstrap;
import io.beta9.provisioning.terraform.Terraform;

/**
 * How a worker comes by Terraform in a stack directory, by Helm in a cluster, and by a look at what
 * an account has.
 */
public record Tools(
    Terraform.Opener terraform, Bootstrap.Opener bootstrap, Sightings.Opener account) {

  /** Looks at the account itself. */
  public Tools(Terraform.Opener terraform, Bootstrap.Opener bootstrap) {
    this(terraform, bootstrap, Finders::new);
  }
}
