package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.bootstrap.Bootstrap;
import io.beta9.provisioning.resources.catalog.AwsResourceLocator;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.resources.lookup.ResourceLocator;
import io.beta9.provisioning.terraform.run.Terraform;

/**
 * Factories of the tools that steps use: Terraform in a stack directory, Helm in a cluster, and the
 * lookup of existing resources in an account.
 */
public record WorkerTools(
    Terraform.TerraformFactory terraform,
    Bootstrap.BootstrapFactory bootstrap,
    ResourceLocator.LocatorFactory locator) {

  /** Creates tools that look resources up in the real account. */
  public WorkerTools(Terraform.TerraformFactory terraform, Bootstrap.BootstrapFactory bootstrap) {
    this(terraform, bootstrap, session -> new AwsResourceLocator(session, ResourceCatalog.AWS));
  }
}
