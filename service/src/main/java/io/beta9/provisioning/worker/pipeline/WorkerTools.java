package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.bootstrap.Bootstrap;
import io.beta9.provisioning.resources.catalog.AwsResourceLocator;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.resources.lookup.ResourceLocator;
import io.beta9.provisioning.terraform.run.Terraform;

/**
 * How a worker comes by Terraform in a stack directory, by Helm in a cluster, and by a look at what
 * an account has.
 */
public record WorkerTools(
    Terraform.TerraformFactory terraform,
    Bootstrap.BootstrapFactory bootstrap,
    ResourceLocator.LocatorFactory account) {

  /** Looks at the account itself. */
  public WorkerTools(Terraform.TerraformFactory terraform, Bootstrap.BootstrapFactory bootstrap) {
    this(terraform, bootstrap, session -> new AwsResourceLocator(session, ResourceCatalog.AWS));
  }
}
